package dev.tollgate.admin.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key did, in three numbers.
 *
 * @param usageCount all that it was ever admitted for
 * @param usageToday what it was admitted for on the present UTC day
 * @param lastUsedAt when it last authenticated a request; null for never
 */
public record KeyTotals(
        long usageCount, long usageToday, @Nullable Instant lastUsedAt) {
    /** A key that was never used. */
    public static final KeyTotals NONE = new KeyTotals(0, 0, null);
}
