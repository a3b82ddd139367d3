package dev.tollgate.auth;

import static java.util.Objects.requireNonNull;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.http.Decider;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.usage.UsageView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The edge as it is wired in earnest, on a real server, with a decider that a test scripts. No Kafka. */
final class EdgeServer implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T23:00:00Z");
    static final long RESET = Instant.parse("2026-11-24T00:00:00Z").getEpochSecond();

    private final ServletWebServerApplicationContext context;
    private final Script own = new Script();

    private EdgeServer(String... properties) {
        String[] arguments =
                Arrays.stream(properties).map(property -> "--" + property).toArray(String[]::new);
        context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Wiring.class)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("spring.config.name=auth-api")
                .initializers(fresh -> ((GenericApplicationContext) fresh).registerBean(Decider.class, () -> own))
                .run(arguments);
    }

    static EdgeServer start(String... properties) {
        String[] all = Arrays.copyOf(properties, properties.length + 2);
        all[properties.length] = "server.port=0";
        all[properties.length + 1] = "server.address=127.0.0.1";
        return new EdgeServer(all);
    }

    /** What the decider says from now on. */
    void decide(Decision decision) {
        decide(request -> decision);
    }

    void decide(Function<GateRequest, Verdict> rule) {
        own.rule = rule;
    }

    /** All requests that the decider was asked about, in order. */
    List<GateRequest> asked() {
        return own.asked;
    }

    GateRequest lastAsked() {
        return own.asked.get(own.asked.size() - 1);
    }

    RawHttp http() {
        return new RawHttp(port());
    }

    int port() {
        return requireNonNull(context.getWebServer()).getPort();
    }

    double count(String meter, String... tags) {
        return context.getBean(MeterRegistry.class)
                .get(meter)
                .tags(tags)
                .counter()
                .count();
    }

    KeyDirectory keys() {
        return context.getBean(KeyDirectory.class);
    }

    @Override
    public void close() {
        context.close();
    }

    private static final class Script implements Decider {
        private final List<GateRequest> asked = new CopyOnWriteArrayList<>();
        private volatile Function<GateRequest, Verdict> rule = request -> {
            throw new IllegalStateException("This test scripts no decision.");
        };

        @Override
        public Verdict decide(GateRequest request) {
            asked.add(request);
            return rule.apply(request);
        }
    }

    @Import(EdgeConfiguration.class)
    @EnableConfigurationProperties(AuthApiSettings.class)
    @ImportAutoConfiguration({PropertyPlaceholderAutoConfiguration.class, JettyServletWebServerAutoConfiguration.class})
    static class Wiring {
        @Bean
        KeyDirectory keys() {
            return new KeyDirectory();
        }

        @Bean
        UsageView usage() {
            return new UsageView();
        }

        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Clock clock() {
            return Clock.fixed(NOW, ZoneOffset.UTC);
        }
    }
}
