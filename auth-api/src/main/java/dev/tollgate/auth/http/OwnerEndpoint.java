package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.AddressRanges;
import java.util.function.Function;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What the owner of a key may ask the gate itself, by GET. Decided and metered as any request is. */
record OwnerEndpoint(
        Checkpoint checkpoint, Cors cors, AddressRanges trustedProxies, Route route, Function<Admitted, Answer> answer)
        implements Endpoint {
    private static final String METHODS = "GET, HEAD";

    @Override
    public void serve(Request request, Response response, Callback done) {
        String method = request.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            GateRequest asked = new GateRequest(
                    Credential.of(request.getHeaders().getValues("Authorization")),
                    Forwarded.clientOf(request, trustedProxies),
                    route);
            checkpoint.pass(request, response, done, asked, answer);
        } else if (Cors.isPreflight(method, request)) {
            cors.preflight(request, METHODS).writeTo(response, done);
        } else {
            Answer.error(405, "Method not allowed").with("Allow", METHODS).writeTo(response, done);
        }
    }
}
