package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.AddressRanges;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;

/** What the owner of a key may ask the gate itself, by GET. Decided and metered as any request is. */
final class OwnerServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String METHODS = "GET, HEAD";

    private final transient Checkpoint checkpoint;
    private final transient Cors cors;
    private final transient AddressRanges trustedProxies;
    private final transient Route route;
    private final transient Function<Admitted, Answer> answer;

    OwnerServlet(
            Checkpoint checkpoint,
            Cors cors,
            AddressRanges trustedProxies,
            Route route,
            Function<Admitted, Answer> answer) {
        this.checkpoint = checkpoint;
        this.cors = cors;
        this.trustedProxies = trustedProxies;
        this.route = route;
        this.answer = answer;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            GateRequest asked = new GateRequest(
                    Credential.of(request.getHeaders("Authorization")),
                    Forwarded.clientOf(request, trustedProxies),
                    route);
            checkpoint.pass(request, response, asked, answer);
        } else if (Cors.isPreflight(method, request)) {
            cors.preflight(request, METHODS).writeTo(response);
        } else {
            Answer.error(405, "Method not allowed").with("Allow", METHODS).writeTo(response);
        }
    }
}
