package dev.tollgate.admin.web;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/** Days, as callers write them. */
public final class Dates {
    /** Java's dates go further than the database's, and further than can be counted with. */
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private Dates() {}

    /** The day that a text such as 2026-11-23 names; none if there is no such day. */
    public static Optional<LocalDate> parse(String text) {
        try {
            return DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            // Of the right form, and of no calendar.
            return Optional.empty();
        }
    }
}
