package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.usage.UsageView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;

/** What the gate answers, put together. One a process. */
public final class Edge {
    private static final Route IDENTITY = new Route("GET /api/v1/identity", null, 1);
    /** Free: nobody should spend quota to see what is left of it. */
    private static final Route MY_USAGE = new Route("GET /api/v1/me/usage", null, 0);

    private final Checkpoint checkpoint;
    private final EdgeSettings settings;
    private final Clock clock;
    private final Map<String, Endpoint> endpoints = new HashMap<>();

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
        AddressRanges trusted = settings.trustedProxies();
        endpoints.put("/api/v1/identity", new OwnerEndpoint(checkpoint, cors, trusted, IDENTITY, owner::identity));
        endpoints.put("/api/v1/me/usage", new OwnerEndpoint(checkpoint, cors, trusted, MY_USAGE, owner::usage));
        endpoints.put("/auth", new ForwardAuthEndpoint(checkpoint, cors, trusted, routes, keys, metrics));
    }

    /** Takes reports of usage at {@code /api/v1/events}. To be said before there is a {@link #handler}. */
    public void takeReports(ReportIntake reports) {
        endpoints.put("/api/v1/events", new ReportEndpoint(checkpoint, reports, settings.trustedProxies(), clock));
    }

    /**
     * What stands before the servlets.
     *
     * @param servletsBelow the path whose children are theirs
     */
    public Handler.Wrapper handler(String servletsBelow) {
        return new EdgeHandler(endpoints, servletsBelow);
    }

    /** What answers where the server itself refuses, or something in it fails. */
    public static Request.Handler errors() {
        return new PlainErrors();
    }
}
