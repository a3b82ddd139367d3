package dev.tollgate.standalone;

import dev.tollgate.admin.KeyAdminApplication;
import dev.tollgate.auth.AuthApiApplication;
import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.ServerStartException;
import dev.tollgate.metering.MeteringStreamsApplication;
import java.net.URI;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/** The three applications, each in a Spring context of its own, told what the variables of its own jar would tell it. */
final class Applications {
    private static final String READINESS = "/actuator/health/readiness";

    private final Settings settings;

    Applications(Settings settings) {
        this.settings = settings;
    }

    ConfigurableApplicationContext startAuthApi() {
        return run(Part.AUTH_API, AuthApiApplication.application(), Map.of());
    }

    ConfigurableApplicationContext startMetering() {
        return run(Part.METERING, MeteringStreamsApplication.application(), Map.of());
    }

    ConfigurableApplicationContext startKeyAdmin(EmbeddedDatabase database, String jdbcUrl) {
        return run(
                Part.KEY_ADMIN,
                KeyAdminApplication.application(),
                Map.of(
                        "DATABASE_URL", jdbcUrl,
                        "DATABASE_USER", database.applicationUser(),
                        "DATABASE_PASSWORD", database.applicationPassword(),
                        "DATABASE_OWNER", database.user(),
                        "DATABASE_OWNER_PASSWORD", database.password()));
    }

    private ConfigurableApplicationContext run(
            Part part, SpringApplicationBuilder application, Map<String, String> own) {
        Map<String, String> properties = new LinkedHashMap<>(settings.asVariables());
        properties.putAll(own);
        // The broker of this process asks nothing of its clients.
        properties.put("KAFKA_CLIENT_PROPERTIES", "");
        // The parts stop in an order, which three hooks beside each other would not keep.
        properties.put("spring.main.register-shutdown-hook", "false");
        // As arguments they come before the environment, which may name another broker or database.
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        try {
            return application.run(arguments);
        } catch (RuntimeException e) {
            throw new ServerStartException(
                    part.title() + " could not start: "
                            + NestedExceptionUtils.getMostSpecificCause(e).getMessage(),
                    e);
        }
    }

    /** Where each application says whether it is ready. */
    Map<Part, URI> readinessUrls() {
        Map<Part, URI> urls = new EnumMap<>(Part.class);
        settings.applicationPorts()
                .keySet()
                .forEach(part -> urls.put(part, url(part).resolve(READINESS)));
        return urls;
    }

    /** Where an application listens, as a URL that works on this machine also where it listens on every address. */
    URI url(Part part) {
        String address = settings.bindAddress();
        String host =
                switch (address) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::" -> "[::1]";
                    default -> address.contains(":") ? "[" + address + "]" : address;
                };
        return URI.create("http://" + host + ":" + settings.applicationPorts().get(part));
    }
}
