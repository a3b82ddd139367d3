package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What one invoice is about, from midnight to midnight in UTC.
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
        return from.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    Instant end() {
        return until.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    boolean contains(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(until);
    }

    /**
     * Says what the base fees of a period come to, if its plan changed within it: each price counts by the seconds that it was in
     * force, and one that never changed is paid whole, to the cent.
     *
     * @param stays in the order of time, within the period, none overlapping another; where there are gaps nothing is paid
     * @return an amount for each stay
     */
    List<BigDecimal> prorate(List<Stay> stays, int scale) {
        List<BigDecimal> numerators = new ArrayList<>(stays.size());
        Instant before = begin();
        for (Stay stay : stays) {
            if (stay.begin().isBefore(before) || stay.end().isAfter(end())) {
                throw new IllegalArgumentException(stay + " overlaps the stay before, or lies not within " + this);
            }
            before = stay.end();
            numerators.add(stay.price().multiply(seconds(stay.begin(), stay.end())));
        }
        return Apportionment.ofFractions(numerators, seconds(begin(), end()), scale);
    }

    private static BigDecimal seconds(Instant begin, Instant end) {
        Duration duration = Duration.between(begin, end);
        return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    }

    /**
     * A stretch of time with one base fee.
     *
     * @param price of a whole period
     */
    record Stay(Instant begin, Instant end, BigDecimal price) {
        Stay {
            if (end.isBefore(begin)) {
                throw new IllegalArgumentException("A stay must not end before it begins: " + begin + " to " + end);
            }
            UsagePrice.requireNotNegative("base fee", price);
        }
    }
}
