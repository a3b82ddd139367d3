package dev.tollgate.auth.allowance;

import java.util.concurrent.CompletableFuture;

/**
 * What became of asking for quota.
 *
 * @param <T> what the claimant made of it
 */
public sealed interface Taken<T> {
    /** It is decided. */
    record Now<T>(T result) implements Taken<T> {}

    /** It waits for the ledger, and is decided in a quarter of a second at most. */
    record Later<T>(CompletableFuture<T> result) implements Taken<T> {}
}
