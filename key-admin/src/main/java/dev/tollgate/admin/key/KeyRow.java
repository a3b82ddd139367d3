package dev.tollgate.admin.key;

import dev.tollgate.admin.page.Sparkline;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key in the list of a page.
 *
 * @param key the key
 * @param state as a person sees it now
 * @param lastUsedAt null for never
 * @param usageCount all that it was ever admitted for
 * @param usedToday what counts against its quota: its own, and that of the keys it was rotated from or into
 * @param dailyLimit of its quota; null where it has none, or shares its account's
 * @param days its last thirty
 */
record KeyRow(
        ApiKey key,
        String state,
        @Nullable Instant lastUsedAt,
        long usageCount,
        long usedToday,
        @Nullable Long dailyLimit,
        Sparkline days) {}
