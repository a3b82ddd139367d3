package dev.tollgate.admin.web;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters {@code from} and {@code to} of what is about some UTC days.
 *
 * @param from the first
 * @param to the last
 */
public record Days(LocalDate from, LocalDate to) {
    private static final int MAX = 400;

    /**
     * Reads them; where they are silent, from the first of the last day's month up to {@code today}.
     *
     * @throws ProblemException if they are no days, or more than 400 of them
     */
    public static Days of(@Nullable String from, @Nullable String to, LocalDate today) {
        LocalDate last = to == null ? today : date("to", to);
        LocalDate first = from == null ? last.withDayOfMonth(1) : date("from", from);
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        if (days < 1 || days > MAX) {
            throw ProblemException.invalid(List.of(
                    new FieldError("from", "must not lie behind to, nor more than " + MAX + " days before it")));
        }
        return new Days(first, last);
    }

    private static LocalDate date(String name, String text) {
        return Dates.parse(text)
                .orElseThrow(() ->
                        ProblemException.invalid(List.of(new FieldError(name, "must be a day such as 2026-11-23"))));
    }
}
