package dev.tollgate.admin.operations;

import java.time.Duration;
import java.util.Set;

/**
 * Answers a minute, by their status.
 *
 * @param admitted let through
 * @param unauthorized 401
 * @param forbidden 403
 * @param limited 429
 * @param unavailable 503 and whatever else
 */
record AnswerRates(double admitted, double unauthorized, double forbidden, double limited, double unavailable) {
    static final AnswerRates NONE = new AnswerRates(0, 0, 0, 0, 0);

    private static final String SHADOW = "shadow_";
    private static final Set<String> UNAUTHORIZED =
            Set.of("key_missing", "key_invalid", "key_revoked", "key_expired", "key_disabled", "account_deleted");
    private static final Set<String> FORBIDDEN = Set.of("account_suspended", "scope_missing", "ip_not_allowed");
    private static final Set<String> LIMITED = Set.of("guessing", "burst_exceeded", "quota_exceeded");
    private static final double MINUTE_MS = 60_000;

    /** What that many of one outcome are, in that time. */
    static AnswerRates of(String outcome, long requests, Duration time) {
        double rate = time.toMillis() > 0 ? requests * MINUTE_MS / time.toMillis() : 0;
        if (outcome.equals("admitted") || outcome.startsWith(SHADOW)) {
            return new AnswerRates(rate, 0, 0, 0, 0);
        }
        if (UNAUTHORIZED.contains(outcome)) {
            return new AnswerRates(0, rate, 0, 0, 0);
        }
        if (FORBIDDEN.contains(outcome)) {
            return new AnswerRates(0, 0, rate, 0, 0);
        }
        return LIMITED.contains(outcome) ? new AnswerRates(0, 0, 0, rate, 0) : new AnswerRates(0, 0, 0, 0, rate);
    }

    AnswerRates and(AnswerRates other) {
        return new AnswerRates(
                admitted + other.admitted,
                unauthorized + other.unauthorized,
                forbidden + other.forbidden,
                limited + other.limited,
                unavailable + other.unavailable);
    }
}
