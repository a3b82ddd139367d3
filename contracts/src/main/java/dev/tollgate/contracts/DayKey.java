package dev.tollgate.contracts;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * The record key of quota-state (a subject's day) and of usage-daily (a key's day): {@code 2026-11-23/key_01…}.
 *
 * @param day days since 1970-01-01, UTC
 * @param id a subject or a key's id
 */
public record DayKey(int day, String id) implements Comparable<DayKey> {
    private static final int DATE_LENGTH = 10;

    /** The bytes of the record key. */
    public byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The key that has these bytes.
     *
     * @throws MalformedRecordException if they are no such key
     */
    public static DayKey fromBytes(byte[] bytes) throws MalformedRecordException {
        try {
            return parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("The record's key is not of the form yyyy-mm-dd/id.", e);
        }
    }

    /**
     * The key that {@link #toString()} wrote so.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static DayKey parse(String text) {
        if (text.length() <= DATE_LENGTH + 1 || text.charAt(DATE_LENGTH) != '/') {
            throw new IllegalArgumentException("Not of the form yyyy-mm-dd/id.");
        }
        try {
            int day = Math.toIntExact(
                    LocalDate.parse(text.substring(0, DATE_LENGTH)).toEpochDay());
            return new DayKey(day, text.substring(DATE_LENGTH + 1));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("Does not begin with a date.", e);
        }
    }

    /** By day, then by id. */
    @Override
    public int compareTo(DayKey other) {
        int byDay = Integer.compare(day, other.day);
        return byDay != 0 ? byDay : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return UtcDay.date(day) + "/" + id;
    }
}
