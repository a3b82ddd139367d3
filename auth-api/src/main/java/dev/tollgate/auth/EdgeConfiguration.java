package dev.tollgate.auth;

import dev.tollgate.auth.http.CorsOrigins;
import dev.tollgate.auth.http.Decider;
import dev.tollgate.auth.http.Edge;
import dev.tollgate.auth.http.EdgeSettings;
import dev.tollgate.auth.http.GuessThrottle;
import dev.tollgate.auth.http.PlainErrorValve;
import dev.tollgate.auth.http.RefusedSources;
import dev.tollgate.auth.http.RouteTable;
import dev.tollgate.auth.http.StrictTransportValve;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.usage.UsageView;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.apache.catalina.Container;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The servlets and their server. The DispatcherServlet is there for the actuator alone. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {
    /** Far beyond what the gate itself waits for an allowance. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(3);

    private static final int BODY_WAIT_MILLIS = 100;
    /** How long who reports may be silent: a round trip, or a packet that is lost. */
    private static final int REPORT_WAIT_MILLIS = 1_000;

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
            MeterRegistry registry,
            Clock clock) {
        EdgeSettings edge = new EdgeSettings(
                AddressRanges.parse(settings.trustedProxies()),
                CorsOrigins.of(settings.cors().allowedOrigins()),
                WAIT_MAX);
        String rulesFile = settings.rulesFile();
        RouteTable routes = rulesFile == null ? RouteTable.withoutRules() : RouteTable.of(Path.of(rulesFile));
        return new Edge(edge, routes, decider, guesses, refusedSources, keys, usage, registry, clock);
    }

    @Bean
    ServletRegistrationBean<HttpServlet> identityServlet(Edge edge) {
        return registration(edge.identity(), "identity", "/api/v1/identity");
    }

    @Bean
    ServletRegistrationBean<HttpServlet> myUsageServlet(Edge edge) {
        return registration(edge.myUsage(), "myUsage", "/api/v1/me/usage");
    }

    @Bean
    ServletRegistrationBean<HttpServlet> forwardAuthServlet(Edge edge) {
        return registration(edge.forwardAuth(), "forwardAuth", "/auth");
    }

    @Bean
    ServletRegistrationBean<HttpServlet> notFoundServlet(Edge edge) {
        return registration(edge.notFound(), "notFound", "/");
    }

    /** Last, so that it replaces what others have put there. */
    @Bean
    @Order
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> serverManners(
            ServerProperties server, AuthApiSettings settings) {
        int bodyWaitMillis = settings.reports().areTaken() ? REPORT_WAIT_MILLIS : BODY_WAIT_MILLIS;
        return factory -> {
            factory.addContextCustomizers(context -> answerPlainly(context.getParent()));
            if (Ssl.isEnabled(server.getSsl())) {
                factory.addEngineValves(new StrictTransportValve());
            }
            factory.addConnectorCustomizers(connector -> waitForNoBody(connector, bodyWaitMillis));
        };
    }

    /** The server's own error pages are HTML. */
    private static void answerPlainly(Container host) {
        for (Valve valve : host.getPipeline().getValves()) {
            if (valve instanceof ErrorReportValve) {
                host.getPipeline().removeValve(valve);
            }
        }
        if (host instanceof StandardHost standard) {
            standard.setErrorReportValveClass("");
        }
        host.getPipeline().addValve(new PlainErrorValve());
    }

    /**
     * Nothing here reads a body, but what takes reports. The server would after the answer, to keep the connection, and
     * hold a thread for as long as a client takes over it: a few hundred idle connections would stop the gate. So it
     * closes the connection instead.
     */
    private static void waitForNoBody(Connector connector, int millis) {
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
            protocol.setMaxSwallowSize(0);
            protocol.setMaxExtensionSize(0);
            protocol.setMaxTrailerSize(0);
            protocol.setDisableUploadTimeout(false);
            protocol.setConnectionUploadTimeout(millis);
        }
    }

    static ServletRegistrationBean<HttpServlet> registration(HttpServlet servlet, String name, String path) {
        ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(servlet, path);
        registration.setName(name);
        registration.setLoadOnStartup(1);
        return registration;
    }
}
