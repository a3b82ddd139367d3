package dev.tollgate.auth.migration;

import dev.tollgate.contracts.KeyPeppers.Hashed;
import java.util.concurrent.CompletableFuture;

/** Where keys go that are to be taken over. */
@FunctionalInterface
interface MigrationLog {
    /**
     * Hands a key over.
     *
     * @param row what the old system says of it
     * @return completed when it cannot be lost any more, exceptionally if it may be
     */
    CompletableFuture<Void> put(Hashed key, String row);
}
