package dev.tollgate.auth.allowance;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.UtcDay;

/**
 * When the first claims of a day are made: before it begins, so that its first requests find an allowance in hand; and
 * spread over minutes, so that they do not all come at once.
 */
final class DayAhead {
    /** Over how long before midnight they are spread. */
    static final long SPREAD_MS = 300_000;

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private DayAhead() {}

    /** Whether any first claim of the day after {@code today} may be due. */
    static boolean isNear(int today, long nowMs) {
        return nowMs >= UtcDay.startMillis(today + 1) - SPREAD_MS;
    }

    /** Whether this gateway's first claim for {@code subject}'s day is due. Gateways have different times for it. */
    static boolean isDue(DayKey subject, String gateway, long nowMs) {
        // Multiplied, because the hash codes of similar ids lie side by side.
        long spread = ((31L * gateway.hashCode() + subject.id().hashCode()) * GOLDEN_RATIO) >>> 16;
        return nowMs >= UtcDay.startMillis(subject.day()) - 1 - spread % SPREAD_MS;
    }
}
