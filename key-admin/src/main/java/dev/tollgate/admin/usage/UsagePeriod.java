package dev.tollgate.admin.usage;

import dev.tollgate.admin.web.Dates;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.ProblemException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which days are asked for, and how finely.
 *
 * @param from the first day
 * @param to the last day
 * @param hourly by the hour rather than by the day
 */
record UsagePeriod(LocalDate from, LocalDate to, boolean hourly) {
    private static final LocalDate FIRST = LocalDate.of(0, 1, 1);
    private static final int DAYS_DEFAULT = 30;
    private static final int DAYS_MAX = 400;
    private static final int DAYS_MAX_HOURLY = 31;

    /** Reads the parameters; where they are silent, the last 30 days up to {@code today}, by day. */
    static UsagePeriod of(@Nullable String from, @Nullable String to, @Nullable String granularity, LocalDate today) {
        List<FieldError> errors = new ArrayList<>();
        boolean hourly = "hour".equals(granularity);
        if (granularity != null && !hourly && !granularity.equals("day")) {
            errors.add(new FieldError("granularity", "must be day or hour"));
        }
        LocalDate last = to == null ? today : date("to", to, errors);
        LocalDate first = from == null ? daysBefore(last) : date("from", from, errors);
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        int daysMax = hourly ? DAYS_MAX_HOURLY : DAYS_MAX;
        if (errors.isEmpty() && days < 1) {
            errors.add(new FieldError("from", "must not lie behind to"));
        } else if (errors.isEmpty() && days > daysMax) {
            errors.add(new FieldError("from", "must lie no more than " + daysMax + " days before to"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new UsagePeriod(first, last, hourly);
    }

    /** The first day of the first whole month; the day behind the last of all if it begins behind that. */
    LocalDate monthsBegin() {
        LocalDate begin = from.minusDays(1).plusMonths(1).withDayOfMonth(1);
        return begin.isAfter(to) ? to.plusDays(1) : begin;
    }

    /** The day behind the last whole month, {@link #monthsBegin} if there is none. */
    LocalDate monthsEnd() {
        LocalDate end = to.plusDays(1).withDayOfMonth(1);
        return end.isBefore(monthsBegin()) ? monthsBegin() : end;
    }

    /** No day before the first that can be asked for. */
    private static LocalDate daysBefore(LocalDate last) {
        LocalDate first = last.minusDays(DAYS_DEFAULT - 1);
        return first.isBefore(FIRST) ? FIRST : first;
    }

    private static LocalDate date(String name, String text, List<FieldError> errors) {
        return Dates.parse(text).orElseGet(() -> {
            errors.add(new FieldError(name, "must be a date such as 2026-11-23"));
            return LocalDate.EPOCH;
        });
    }
}
