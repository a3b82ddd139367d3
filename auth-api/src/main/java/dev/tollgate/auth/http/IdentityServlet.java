package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.AddressRanges;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /api/v1/identity}: tells callers who they are. Counts as a request like any other. */
final class IdentityServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Route ROUTE = new Route("GET /api/v1/identity", null, 1);
    private static final String METHODS = "GET, HEAD";

    private final transient Checkpoint checkpoint;
    private final transient Cors cors;
    private final transient AddressRanges trustedProxies;
    private final transient IdentityBody body;

    IdentityServlet(Checkpoint checkpoint, Cors cors, AddressRanges trustedProxies, IdentityBody body) {
        this.checkpoint = checkpoint;
        this.cors = cors;
        this.trustedProxies = trustedProxies;
        this.body = body;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            GateRequest asked = new GateRequest(
                    Credential.of(request.getHeaders("Authorization")),
                    Forwarded.clientOf(request, trustedProxies),
                    ROUTE);
            checkpoint.pass(request, response, asked, body::of);
        } else if (Cors.isPreflight(method, request)) {
            cors.preflight(request, METHODS).writeTo(response);
        } else {
            Answer.error(405, "Method not allowed").with("Allow", METHODS).writeTo(response);
        }
    }
}
