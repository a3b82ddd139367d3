package dev.tollgate.auth.allowance;

/**
 * How a subject stands, as far as this gateway knows.
 *
 * @param limit cost a day
 * @param used all usage known here
 * @param logOffset up to where in the log others' usage is counted; -1 if nothing has been heard yet
 */
public record Standing(long limit, long used, long logOffset) {
    /** What is left; never below 0. */
    public long remaining() {
        return Math.max(0, limit - used);
    }
}
