package dev.tollgate.admin.billing;

import dev.tollgate.admin.plan.Plan;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a plan costs from some day on.
 *
 * @param version counts from 1; of those that have begun, the highest holds
 * @param effectiveFrom the first day
 * @param forExisting whether it is also for those who have the plan already; else they keep what they pay
 * @param usage by what rules overage is rated; null where everything is included
 */
record Price(
        String planId,
        int version,
        LocalDate effectiveFrom,
        boolean forExisting,
        PriceTerms terms,
        @Nullable UsagePrice usage) {

    Price(String planId, int version, LocalDate effectiveFrom, boolean forExisting, PriceTerms terms) {
        this(planId, version, effectiveFrom, forExisting, terms, terms.usagePrice());
    }

    /** Whether it is the one, or one of those, that an account pays on {@code day} which came to the plan on {@code came}. */
    boolean isFor(LocalDate day, LocalDate came) {
        return Plan.isInForce(effectiveFrom, forExisting, day, came);
    }
}
