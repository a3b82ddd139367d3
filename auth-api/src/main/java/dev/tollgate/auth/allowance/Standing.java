package dev.tollgate.auth.allowance;

import dev.tollgate.contracts.UtcDay;

/**
 * How a subject stands on a day, as far as this gateway knows.
 *
 * @param day days since 1970-01-01, UTC
 * @param limit cost a day
 * @param used all usage known here; never falling within the day
 * @param logOffset up to where in the log others' usage is counted; -1 if nothing has been heard yet
 */
public record Standing(int day, long limit, long used, long logOffset) {
    /** What is left; never below 0, and never rising within the day under one limit. */
    public long remaining() {
        return Math.max(0, limit - used);
    }

    /** When the next day begins, in seconds since 1970. */
    public long resetAtSeconds() {
        return UtcDay.startMillis(day + 1) / 1000;
    }
}
