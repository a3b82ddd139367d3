package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How an account is billed.
 *
 * @param anchor the day from which its billing periods are counted
 * @param taxPercent on all that it pays
 * @param unbilled its first period that was not billed yet; null if there is nothing more to bill
 * @param gone whether the account was deleted
 */
record BilledAccount(
        String id,
        String name,
        LocalDate anchor,
        BigDecimal taxPercent,
        @Nullable BillingPeriod unbilled,
        boolean gone) {

    BillingCycle cycle() {
        return new BillingCycle(anchor, BillingCycle.MONTHLY);
    }
}
