package dev.tollgate.auth.follow;

/**
 * How far a view is behind its topic.
 *
 * @param records how many records it has yet to read; {@link #UNKNOWN} before the first answer of the broker
 * @param millis how long ago it last held everything; {@link #UNKNOWN} if it never did
 */
public record Lag(long records, long millis) {
    /** Stands for what cannot be known yet. */
    public static final long UNKNOWN = -1;
}
