package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.report.CloudEvents;
import dev.tollgate.auth.report.ReportLog;
import dev.tollgate.auth.usage.UsageView;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.time.Clock;
import java.util.function.Function;

/** The servlets of the gate, put together. One a process. */
public final class Edge {
    private static final Route IDENTITY = new Route("GET /api/v1/identity", null, 1);
    /** Free: nobody should spend quota to see what is left of it. */
    private static final Route MY_USAGE = new Route("GET /api/v1/me/usage", null, 0);

    private final HttpServlet identity;
    private final HttpServlet myUsage;
    private final HttpServlet forwardAuth;
    private final Checkpoint checkpoint;
    private final EdgeSettings settings;
    private final Clock clock;

    public Edge(
            EdgeSettings settings,
            RouteTable routes,
            Decider decider,
            GuessThrottle guesses,
            RefusedSources refusedSources,
            KeyDirectory keys,
            UsageView usage,
            MeterRegistry registry,
            Clock clock) {
        Cors cors = new Cors(settings.cors());
        DecisionMetrics metrics = new DecisionMetrics(registry);
        this.settings = settings;
        this.clock = clock;
        checkpoint = new Checkpoint(decider, guesses, refusedSources, cors, metrics, clock, settings.waitMax());
        OwnerAnswers owner = new OwnerAnswers(usage, clock);
        identity = new OwnerServlet(checkpoint, cors, settings.trustedProxies(), IDENTITY, owner::identity);
        myUsage = new OwnerServlet(checkpoint, cors, settings.trustedProxies(), MY_USAGE, owner::usage);
        forwardAuth = new ForwardAuthServlet(checkpoint, cors, settings.trustedProxies(), routes, keys, metrics);
    }

    /** For {@code /api/v1/identity}. */
    public HttpServlet identity() {
        return identity;
    }

    /** For {@code /api/v1/me/usage}. */
    public HttpServlet myUsage() {
        return myUsage;
    }

    /** For {@code /auth}. */
    public HttpServlet forwardAuth() {
        return forwardAuth;
    }

    /**
     * For {@code /api/v1/events}, where usage can be reported.
     *
     * @param identify who asks, and whether they may
     */
    public HttpServlet reports(Function<GateRequest, Decision> identify, CloudEvents events, ReportLog log) {
        return new ReportServlet(checkpoint, identify, settings.trustedProxies(), events, log, clock);
    }

    /** For every other path. */
    public HttpServlet notFound() {
        return new NotFoundServlet();
    }
}
