package dev.tollgate.auth.decision;

import dev.tollgate.auth.allowance.Subject;
import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyInUse;
import dev.tollgate.auth.key.LimitOverride;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.contracts.Caller;

/**
 * What is the same for all requests of a key on a day, until the key or its plan changes.
 *
 * @param key whose requests
 * @param given its plan
 * @param day days since 1970-01-01, UTC
 * @param untilMs when its terms change by themselves, in milliseconds since 1970
 * @param plan what the plan says on that day for the key's account
 * @param subject what its quota is counted for on that day, and by which terms
 * @param caller who its events say has asked
 */
record Arrangement(ApiKey key, Plan given, int day, long untilMs, Plan plan, Subject subject, Caller caller) {

    /** That of a key in use, which is noted there. */
    static Arrangement of(KeyInUse found, Plan given, int day, long nowMs) {
        if (found.note() instanceof Arrangement noted && noted.isOf(given, day, nowMs)) {
            return noted;
        }
        Arrangement made = of(found.key(), given, day, nowMs);
        found.leave(made);
        return made;
    }

    private static Arrangement of(ApiKey key, Plan given, int day, long nowMs) {
        Plan plan = given.on(day, key.planFromDay());
        Terms terms = Terms.of(key, plan, day, nowMs);
        LimitOverride override = key.override();
        return new Arrangement(
                key,
                given,
                day,
                override == null || override.isOver(nowMs) ? Long.MAX_VALUE : override.expiresAtMs(),
                plan,
                new Subject(day, terms),
                new Caller(key.id(), key.accountId(), terms.subject()));
    }

    /** Whether it is by the very same plan, then. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isOf(Plan other, int onDay, long nowMs) {
        return given == other && day == onDay && nowMs < untilMs;
    }
}
