package dev.tollgate.auth.migration;

import dev.tollgate.contracts.KeyPeppers.Hashed;
import java.util.concurrent.CompletableFuture;

/**
 * A key that is being asked for, once, for all who wait for it.
 *
 * @param key its hash
 * @param end how it ends, within a time
 */
record FirstUse(Hashed key, CompletableFuture<End> end) {
    /** How asking for a key ends. */
    enum End {
        /** It is known here. */
        TAKEN_OVER,
        /** It is no key of the old system. */
        UNKNOWN,
        /** Nobody could tell, or the log did not take it. */
        UNAVAILABLE,
        /** It was handed over, and has not come back in time. */
        LATE
    }
}
