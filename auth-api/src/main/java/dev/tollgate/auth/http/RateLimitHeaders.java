package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.QuotaView;
import dev.tollgate.contracts.UtcDay;

/** Says how much of the quota is left: the usual X-RateLimit headers, and the fields of the IETF draft beside them. */
final class RateLimitHeaders {
    /** The name of the quota in the IETF draft's fields. */
    static final String POLICY = "daily";

    private static final long WINDOW_SECONDS = UtcDay.MILLIS / 1000;

    private RateLimitHeaders() {}

    static void add(QuotaView quota, long nowMs, Answer answer) {
        long resetsIn = Math.max(0, quota.resetAtSeconds() - Math.floorDiv(nowMs, 1000L));
        answer.with("X-RateLimit-Limit", quota.limit())
                .with("X-RateLimit-Remaining", quota.remaining())
                .with("X-RateLimit-Reset", quota.resetAtSeconds())
                .with("RateLimit-Policy", "\"" + POLICY + "\";q=" + quota.limit() + ";w=" + WINDOW_SECONDS)
                .with("RateLimit", "\"" + POLICY + "\";r=" + quota.remaining() + ";t=" + resetsIn);
    }
}
