package dev.tollgate.auth.key;

/**
 * What stands in the place of the daily limit of an account's plan for a while.
 *
 * @param dailyLimit cost per subject and UTC day, or {@link Plan#UNLIMITED}
 * @param expiresAtMs until when, in milliseconds since 1970
 */
public record LimitOverride(long dailyLimit, long expiresAtMs) {
    /** Whether its time is over at {@code nowMs}. */
    public boolean isOver(long nowMs) {
        return nowMs >= expiresAtMs;
    }
}
