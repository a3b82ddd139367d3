package dev.tollgate.auth.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Lets pages of the configured origins call from a browser (the Fetch standard's CORS protocol). */
final class Cors {
    private static final String EXPOSED =
            "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, RateLimit-Policy,"
                    + " RateLimit, Retry-After, X-Tollgate-Shadow";
    private static final long MAX_AGE_SECONDS = 600;

    private final CorsOrigins origins;

    Cors(CorsOrigins origins) {
        this.origins = origins;
    }

    /** Whether a browser asks, without a key, if its page may send such a request. */
    static boolean isPreflight(String method, Request request) {
        return method.equals("OPTIONS")
                && request.getHeaders().contains(HttpHeader.ORIGIN)
                && request.getHeaders().contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** What to name in Access-Control-Allow-Origin; null where the request's page is not allowed, or there is none. */
    @Nullable
    String allowedOrigin(Request request) {
        return origins.answerTo(request.getHeaders().get(HttpHeader.ORIGIN));
    }

    /** The answer to a preflight for the methods that an endpoint has. */
    Answer preflight(Request request, String methods) {
        String allowed = allowedOrigin(request);
        if (allowed == null) {
            return Answer.error(403, "Origin not allowed");
        }
        return Answer.empty(204)
                .with("Access-Control-Allow-Origin", allowed)
                .with("Access-Control-Allow-Methods", methods)
                .with("Access-Control-Allow-Headers", "Authorization, Content-Type")
                .with("Access-Control-Max-Age", MAX_AGE_SECONDS)
                .with("Vary", "Origin");
    }

    /** Lets the page read an answer and the headers that it needs. */
    static void expose(@Nullable String allowedOrigin, Answer answer) {
        if (allowedOrigin != null) {
            answer.with("Access-Control-Allow-Origin", allowedOrigin)
                    .with("Access-Control-Expose-Headers", EXPOSED)
                    .with("Vary", "Origin");
        }
    }
}
