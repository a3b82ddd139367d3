package dev.tollgate.admin.imports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bringing-in of keys.
 *
 * @param id its id
 * @param state {@code waiting} for its rows, {@code running}, {@code done}, or {@code interrupted}: then its rows are to be sent
 *     again; or {@code open} for keys that gates find at their first use
 * @param pepperId what the hashes hang on; null for SHA-256 alone
 * @param rows how many have been looked at
 * @param imported how many of them are keys now
 * @param known how many were already there, with the same account
 * @param refused how many could not be taken
 * @param createdBy who began it
 * @param createdAt when
 * @param endedAt when its last row was looked at
 */
record KeyImport(
        String id,
        String state,
        @Nullable Integer pepperId,
        long rows,
        long imported,
        long known,
        long refused,
        String createdBy,
        Instant createdAt,
        @Nullable Instant endedAt) {

    static final String WAITING = "waiting";
    static final String RUNNING = "running";
    static final String DONE = "done";
    static final String OPEN = "open";
    static final String INTERRUPTED = "interrupted";
}
