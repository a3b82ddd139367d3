package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Credential.Token;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.KeyDirectory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /auth}: a gateway asks, before it forwards a request to the upstream, whether its key may pass. */
final class ForwardAuthEndpoint implements Endpoint {
    private static final String OWN_PATH = "/auth";

    private final Checkpoint checkpoint;
    private final Cors cors;
    private final AddressRanges trustedProxies;
    private final RouteTable routes;
    private final KeyDirectory keys;
    private final DecisionMetrics metrics;
    private final UpstreamHeaders upstream = new UpstreamHeaders();

    ForwardAuthEndpoint(
            Checkpoint checkpoint,
            Cors cors,
            AddressRanges trustedProxies,
            RouteTable routes,
            KeyDirectory keys,
            DecisionMetrics metrics) {
        this.checkpoint = checkpoint;
        this.cors = cors;
        this.trustedProxies = trustedProxies;
        this.routes = routes;
        this.keys = keys;
        this.metrics = metrics;
    }

    @Override
    public void serve(Request request, Response response, Callback done) {
        try {
            Forwarded forwarded = Forwarded.of(request, trustedProxies);
            if (isAllowedPreflight(forwarded, request)) {
                Answer answer = UpstreamHeaders.nobody();
                Cors.expose(cors.allowedOrigin(request), answer);
                answer.writeTo(response, done);
                return;
            }
            Credential credential = Credential.of(request.getHeaders().getValues("Authorization"));
            GateRequest asked = new GateRequest(credential, forwarded.client(), route(forwarded, credential));
            checkpoint.pass(request, response, done, asked, upstream::of);
        } catch (Forwarded.Malformed | RequestPath.Ambiguous e) {
            metrics.malformed();
            Answer answer = Answer.error(400, e.getMessage() == null ? "Bad request" : e.getMessage());
            Cors.expose(cors.allowedOrigin(request), answer);
            answer.writeTo(response, done);
        }
    }

    /** The browser sends no key with it, and the upstream is to answer it. */
    private boolean isAllowedPreflight(Forwarded forwarded, Request request) {
        return forwarded.byProxy()
                && Cors.isPreflight(forwarded.method(), request)
                && cors.allowedOrigin(request) != null;
    }

    private Route route(Forwarded forwarded, Credential credential) throws Forwarded.Malformed, RequestPath.Ambiguous {
        if (routes.hasRules() && !forwarded.complete()) {
            // To guess either would let requests pass without the scope that they need.
            throw new Forwarded.Malformed(
                    "The gateway must send X-Forwarded-Method and X-Forwarded-Uri, and be trusted,"
                            + " for the rules to be applied");
        }
        String target = forwarded.target();
        String path = target == null ? OWN_PATH : RequestPath.of(target);
        return routes.find(forwarded.method(), path, () -> isKnown(credential));
    }

    private boolean isKnown(Credential credential) {
        return credential instanceof Token token && keys.use(token.characters()) != null;
    }
}
