package dev.tollgate.auth.http;

import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.usage.UsageView;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.security.SecureRandom;
import java.time.Clock;

/** The servlets of the gate, put together. One a process. */
public final class Edge {
    private final HttpServlet identity;
    private final HttpServlet forwardAuth;

    public Edge(
            EdgeSettings settings,
            RouteTable routes,
            Decider decider,
            KeyDirectory keys,
            UsageView usage,
            MeterRegistry registry,
            Clock clock) {
        Cors cors = new Cors(settings.cors());
        DecisionMetrics metrics = new DecisionMetrics(registry);
        GuessThrottle guesses = new GuessThrottle(settings.guessLimit(), new SecureRandom().nextLong());
        Checkpoint checkpoint = new Checkpoint(decider, guesses, cors, metrics, clock, settings.waitMax());
        IdentityBody body = new IdentityBody(usage, clock);
        identity = new IdentityServlet(checkpoint, cors, settings.trustedProxies(), body);
        forwardAuth = new ForwardAuthServlet(checkpoint, cors, settings.trustedProxies(), routes, keys, metrics);
    }

    /** For {@code /api/v1/identity}. */
    public HttpServlet identity() {
        return identity;
    }

    /** For {@code /auth}. */
    public HttpServlet forwardAuth() {
        return forwardAuth;
    }

    /** For every other path. */
    public HttpServlet notFound() {
        return new NotFoundServlet();
    }
}
