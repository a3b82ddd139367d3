package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What one invoice is about, or one base fee, from midnight to midnight in UTC.
 *
 * @param from the first day
 * @param until the day behind the last
 */
record BillingPeriod(LocalDate from, LocalDate until) {
    BillingPeriod {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException(
                    "A period must end behind its first day, and one goes from " + from + " until " + until);
        }
    }

    Instant begin() {
        return midnight(from);
    }

    Instant end() {
        return midnight(until);
    }

    /**
     * Says what a stretch of the period costs, by its seconds: what has accrued at its end, rounded half to even, less what had
     * accrued at its begin. So stretches that follow each other at one price add up, and a price that held all the time is paid
     * whole, to the cent, however often the period was cut.
     *
     * @param price of the whole period
     */
    BigDecimal share(BigDecimal price, Instant begin, Instant end, int scale) {
        if (begin.isBefore(begin()) || end.isAfter(end()) || end.isBefore(begin)) {
            throw new IllegalArgumentException(begin + " to " + end + " lies not within " + this);
        }
        return accrued(price, end, scale).subtract(accrued(price, begin, scale));
    }

    private BigDecimal accrued(BigDecimal price, Instant at, int scale) {
        return price.multiply(seconds(begin(), at)).divide(seconds(begin(), end()), scale, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal seconds(Instant begin, Instant end) {
        Duration duration = Duration.between(begin, end);
        return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    }

    static Instant midnight(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
