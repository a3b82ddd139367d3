package dev.tollgate.auth;

import dev.tollgate.auth.http.CorsOrigins;
import dev.tollgate.auth.http.Decider;
import dev.tollgate.auth.http.Edge;
import dev.tollgate.auth.http.EdgeSettings;
import dev.tollgate.auth.http.GuessThrottle;
import dev.tollgate.auth.http.RefusedSources;
import dev.tollgate.auth.http.ReportIntake;
import dev.tollgate.auth.http.RouteTable;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.usage.UsageView;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The gate before its server. Servlets, of which there is one, are there for the actuator alone. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {
    /** Far beyond what the gate itself waits for an allowance. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(3);

    /** As in auth-api.yml. */
    private static final String ACTUATOR = "/actuator";

    private static final int ACCEPT_QUEUE = 1_024;
    private static final int SELECTORS_MAX = 64;
    private static final long STRICT_TRANSPORT_SECONDS = 31_536_000;

    @Bean
    GuessThrottle guessThrottle(AuthApiSettings settings) {
        return new GuessThrottle(settings.guessLimit(), new SecureRandom().nextLong());
    }

    @Bean
    RefusedSources refusedSources() {
        return new RefusedSources();
    }

    @Bean
    Edge edge(
            AuthApiSettings settings,
            Decider decider,
            GuessThrottle guesses,
            RefusedSources refusedSources,
            KeyDirectory keys,
            UsageView usage,
            ObjectProvider<ReportIntake> reports,
            MeterRegistry registry,
            Clock clock) {
        EdgeSettings edgeSettings = new EdgeSettings(
                AddressRanges.parse(settings.trustedProxies()),
                CorsOrigins.of(settings.cors().allowedOrigins()),
                WAIT_MAX);
        String rulesFile = settings.rulesFile();
        RouteTable routes = rulesFile == null ? RouteTable.withoutRules() : RouteTable.of(Path.of(rulesFile));
        Edge edge = new Edge(edgeSettings, routes, decider, guesses, refusedSources, keys, usage, registry, clock);
        if (settings.reports().areTaken()) {
            edge.takeReports(reports.getObject());
        }
        return edge;
    }

    /** Last, so that it replaces what others have put there. */
    @Bean
    @Order
    WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> serverManners(ObjectProvider<Edge> edge) {
        return factory -> {
            // Requests are answered on these threads. One core is the publisher's, and everybody else's.
            factory.setSelectors(
                    Math.min(SELECTORS_MAX, Math.max(1, Runtime.getRuntime().availableProcessors() - 1)));
            factory.addServerCustomizers(server -> customize(server, edge.getObject()));
        };
    }

    private static void customize(Server server, Edge edge) {
        server.setErrorHandler(Edge.errors());
        for (ServletContextHandler servlets : server.getDescendants(ServletContextHandler.class)) {
            // As soon as it runs: until then Spring Boot sets its own.
            servlets.addEventListener(new LifeCycle.Listener() {
                @Override
                public void lifeCycleStarted(LifeCycle started) {
                    servlets.setErrorHandler(Edge.errors());
                }
            });
        }
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector listener) {
                listener.setAcceptQueueSize(ACCEPT_QUEUE);
            }
            connector.getConnectionFactories().stream()
                    .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
                    .map(HttpConfiguration.ConnectionFactory.class::cast)
                    .forEach(http -> customize(http.getHttpConfiguration()));
        }
        Handler.Wrapper gate = edge.handler(ACTUATOR);
        gate.setHandler(server.getHandler());
        server.setHandler(gate);
    }

    private static void customize(HttpConfiguration http) {
        // Each connection would learn by heart the keys and paths of requests that come from everywhere.
        http.setHeaderCacheSize(0);
        SecureRequestCustomizer tls = http.getCustomizer(SecureRequestCustomizer.class);
        if (tls != null) {
            // Tells browsers to come by TLS only (RFC 6797).
            tls.setStsMaxAge(STRICT_TRANSPORT_SECONDS);
            // Which name a gateway has for this server is its own matter.
            tls.setSniHostCheck(false);
        }
    }
}
