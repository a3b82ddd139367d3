package dev.tollgate.testing;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Chooses and starts the services of this JVM, once. */
final class SharedServices {
    private static final Logger LOG = LoggerFactory.getLogger(SharedServices.class);

    private SharedServices() {}

    /** What to run the services on. */
    enum Kind {
        CONTAINERS,
        EMBEDDED
    }

    private static final class Holder {
        static final BackingServices INSTANCE = start();
    }

    static BackingServices get() {
        return Holder.INSTANCE;
    }

    private static BackingServices start() {
        String wanted = wanted(System.getProperty("tollgate.backing"), System.getenv());
        return switch (kind(wanted)) {
            case CONTAINERS -> {
                LOG.info("Backing services: containers (Testcontainers)");
                yield ContainerServices.start();
            }
            case EMBEDDED -> {
                LOG.info("Backing services: embedded in this JVM");
                yield EmbeddedServices.start();
            }
        };
    }

    /** The choice that was made for us, or an empty text. */
    static String wanted(@Nullable String property, Map<String, String> environment) {
        return property == null ? environment.getOrDefault("TOLLGATE_BACKING", "") : property;
    }

    private static Kind kind(String wanted) {
        return wanted.isBlank() ? whatIsThere() : named(wanted);
    }

    static Kind named(String wanted) {
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "containers" -> Kind.CONTAINERS;
            case "embedded" -> Kind.EMBEDDED;
            default ->
                throw new IllegalArgumentException(
                        "tollgate.backing is \"" + wanted + "\"; it can be \"containers\" or \"embedded\".");
        };
    }

    private static Kind whatIsThere() {
        boolean offersContainers = DockerEngine.ofThisMachine(System.getenv())
                .map(engine -> engine.offers(ContainerServices.images(System.getenv())))
                .orElse(false);
        return offersContainers && DockerClientFactory.instance().isDockerAvailable() ? Kind.CONTAINERS : Kind.EMBEDDED;
    }
}
