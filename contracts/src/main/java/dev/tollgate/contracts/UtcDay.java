package dev.tollgate.contracts;

import java.time.LocalDate;

/** The day that a quota is counted for, as days since 1970-01-01, UTC. */
public final class UtcDay {
    /** The length of a day. UTC days have no other. */
    public static final long MILLIS = 86_400_000L;

    private UtcDay() {}

    /** The day of a moment in milliseconds since 1970. */
    public static int of(long millis) {
        return Math.toIntExact(Math.floorDiv(millis, MILLIS));
    }

    /** The first moment of a day, in milliseconds since 1970. */
    public static long startMillis(int day) {
        return day * MILLIS;
    }

    /** The hour of the day, 0 to 23, of a moment in milliseconds since 1970. */
    public static int hourOf(long millis) {
        return (int) (Math.floorMod(millis, MILLIS) / 3_600_000L);
    }

    /** The day as a date. */
    public static LocalDate date(int day) {
        return LocalDate.ofEpochDay(day);
    }
}
