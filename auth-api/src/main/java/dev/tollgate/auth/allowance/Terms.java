package dev.tollgate.auth.allowance;

import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.LimitOverride;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.Policy;

/**
 * By which terms a request is decided.
 *
 * @param subject what the quota is counted for
 * @param partition where the subject's account is
 * @param limit cost a day, or {@link Plan#UNLIMITED}
 * @param assignment which state of what makes the limit beside the plan itself
 * @param planVersion which version of the plan
 * @param strict refuse rather than admit without an allowance
 * @param hold keep a silent gateway's allowance out of others' hands
 */
public record Terms(
        String subject, int partition, long limit, long assignment, long planVersion, boolean strict, boolean hold) {

    /**
     * The terms of {@code key} under {@code plan} on {@code day}.
     *
     * <p>Each change of what makes a subject's limit adds one to either of two counts, under one lock, so their sum is a
     * place in one order of time. It is doubled to leave a place behind each for what no change tells of: the end of an
     * override.
     *
     * @param nowMs decides whether the account's override is over
     */
    public static Terms of(ApiKey key, Plan plan, int day, long nowMs) {
        LimitOverride override = key.override();
        boolean over = override != null && override.isOver(nowMs);
        long limit = override == null || over ? plan.dailyLimit() : override.dailyLimit();
        long changes = key.planAssignment();
        if (!plan.countsByAccount(day)) {
            limit = Plan.lower(limit, key.ownLimits().daily());
            changes += key.ownLimits().version();
        }
        return new Terms(
                plan.subjectOf(key, day),
                Topic.partitionOf(key.accountId()),
                limit,
                2 * changes + (over ? 1 : 0),
                plan.version(),
                plan.strict(),
                plan.hold());
    }

    /** Whether nothing is refused for want of quota. */
    public boolean isUnlimited() {
        return limit == Plan.UNLIMITED;
    }

    boolean isNewerThan(Terms other) {
        return assignment > other.assignment || (assignment == other.assignment && planVersion > other.planVersion);
    }

    /** The part of it that orders terms. */
    Policy policy() {
        return Policy.newBuilder()
                .setAssignment(assignment)
                .setVersion(planVersion)
                .build();
    }
}
