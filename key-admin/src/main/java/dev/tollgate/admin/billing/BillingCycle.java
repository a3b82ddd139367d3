package dev.tollgate.admin.billing;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * When an account is billed: on the day of the month, or of the year, on which it began. A month that has no such day is billed on its
 * last, and the next again on the day itself: who began on the 31st is billed on 28 February and on 31 March.
 *
 * @param anchor the first day of the first period
 * @param months in a period: 1 or 12
 */
record BillingCycle(LocalDate anchor, int months) {
    static final int MONTHLY = 1;
    static final int YEARLY = 12;

    BillingCycle {
        if (months != MONTHLY && months != YEARLY) {
            throw new IllegalArgumentException("A period must have 1 month or 12, and one has " + months);
        }
    }

    /** The period in which a day lies, also if that is before the anchor. */
    BillingPeriod periodOf(LocalDate day) {
        long number = Math.floorDiv(ChronoUnit.MONTHS.between(anchor.withDayOfMonth(1), day.withDayOfMonth(1)), months);
        // In the month of a period's first day, but before it.
        if (begin(number).isAfter(day)) {
            number--;
        }
        return new BillingPeriod(begin(number), begin(number + 1));
    }

    /** The day behind so many periods, the first of which begins on {@code from}. */
    LocalDate behind(LocalDate from, int periods) {
        LocalDate until = from;
        for (int i = 0; i < periods; i++) {
            until = periodOf(until).until();
        }
        return until;
    }

    /** Counted from the anchor, not from the period before: else a short month would move all that follow. */
    private LocalDate begin(long number) {
        return anchor.plusMonths(number * months);
    }
}
