package dev.tollgate.contracts;

import dev.tollgate.contracts.v1.Policy;
import java.util.Comparator;

/** Which of two policies is newer: the later assignment of a plan, then the later version of it. */
public final class PolicyOrder {
    /** Oldest first. */
    public static final Comparator<Policy> OLDEST_FIRST =
            Comparator.comparingLong(Policy::getAssignment).thenComparingLong(Policy::getVersion);

    private PolicyOrder() {}

    /** Whether {@code policy} came after {@code other}. */
    public static boolean isNewer(Policy policy, Policy other) {
        return OLDEST_FIRST.compare(policy, other) > 0;
    }
}
