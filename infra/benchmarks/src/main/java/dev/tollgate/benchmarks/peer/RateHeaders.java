package dev.tollgate.benchmarks.peer;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/** The headers of an admitted request, as many as the gate sends. */
final class RateHeaders {
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private RateHeaders() {}

    static void set(HttpServletResponse response, String account, long remaining) {
        long now = System.currentTimeMillis() / 1000;
        long left = DAY_SECONDS - now % DAY_SECONDS;
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Tollgate-Account", account);
        response.setHeader("X-Tollgate-Key", "key_of_" + account);
        response.setHeader("X-Tollgate-Plan", "bench");
        response.setHeader("X-Tollgate-Environment", "live");
        response.setHeader("X-Tollgate-Scopes", "");
        response.setHeader("X-Tollgate-Shadow", "");
        response.setHeader("X-RateLimit-Limit", Long.toString(PeerKeys.LIMIT));
        response.setHeader("X-RateLimit-Remaining", Long.toString(remaining));
        response.setHeader("X-RateLimit-Reset", Long.toString(now + left));
        response.setHeader("RateLimit-Policy", "\"daily\";q=" + PeerKeys.LIMIT + ";w=" + DAY_SECONDS);
        response.setHeader("RateLimit", "\"daily\";r=" + remaining + ";t=" + left);
    }
}
