package dev.tollgate.auth.allowance;

import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.Policy;

/**
 * By which terms a request is decided.
 *
 * @param subject what the quota is counted for
 * @param partition where the subject's account is
 * @param limit cost a day, or {@link Plan#UNLIMITED}
 * @param assignment which of the account's plan assignments this is
 * @param planVersion which version of the plan
 * @param strict refuse rather than admit without an allowance
 * @param hold keep a silent gateway's allowance out of others' hands
 */
public record Terms(
        String subject, int partition, long limit, long assignment, long planVersion, boolean strict, boolean hold) {

    /** The terms of {@code key} under {@code plan} on {@code day}. */
    public static Terms of(ApiKey key, Plan plan, int day) {
        return new Terms(
                plan.subjectOf(key, day),
                Topic.partitionOf(key.accountId()),
                plan.dailyLimit(),
                key.planAssignment(),
                plan.version(),
                plan.strict(),
                plan.hold());
    }

    boolean isUnlimited() {
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
