package dev.tollgate.auth.http;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.contracts.UtcDay;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * Says how much of the quota is left: the usual X-RateLimit headers, and the fields of the IETF draft beside them. What a
 * limit has in common for a whole day is worked out once.
 */
final class RateLimitHeaders {
    /** The name of the quota in the IETF draft's fields. */
    static final String POLICY = "daily";

    private static final long WINDOW_SECONDS = UtcDay.MILLIS / 1000;

    /** Of how many limits that is kept: there is one for each plan, and for a customer of its own here and there. */
    private static final int KEPT_MAX = 1 << 8;

    private final @Nullable OfLimit[] kept = new OfLimit[KEPT_MAX];

    /** Immutable, so that threads may find it without order between them. */
    private record OfLimit(long limit, long resetAtSeconds, HttpField limitField, HttpField reset, HttpField policy) {
        static OfLimit of(Standing quota) {
            return new OfLimit(
                    quota.limit(),
                    quota.resetAtSeconds(),
                    new PreEncodedHttpField("X-RateLimit-Limit", Long.toString(quota.limit())),
                    new PreEncodedHttpField("X-RateLimit-Reset", Long.toString(quota.resetAtSeconds())),
                    new PreEncodedHttpField(
                            "RateLimit-Policy", "\"" + POLICY + "\";q=" + quota.limit() + ";w=" + WINDOW_SECONDS));
        }

        boolean isOf(Standing quota) {
            return limit == quota.limit() && resetAtSeconds == quota.resetAtSeconds();
        }
    }

    void add(Standing quota, long nowMs, Answer answer) {
        OfLimit ofLimit = ofLimit(quota);
        long resetsIn = Math.max(0, quota.resetAtSeconds() - Math.floorDiv(nowMs, 1000L));
        answer.with(ofLimit.limitField)
                .with("X-RateLimit-Remaining", quota.remaining())
                .with(ofLimit.reset)
                .with(ofLimit.policy)
                .with("RateLimit", "\"" + POLICY + "\";r=" + quota.remaining() + ";t=" + resetsIn);
    }

    private OfLimit ofLimit(Standing quota) {
        int place = Long.hashCode(quota.limit()) & (KEPT_MAX - 1);
        OfLimit known = kept[place];
        if (known == null || !known.isOf(quota)) {
            known = OfLimit.of(quota);
            kept[place] = known;
        }
        return known;
    }
}
