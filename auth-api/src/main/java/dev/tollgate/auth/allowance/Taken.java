package dev.tollgate.auth.allowance;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * What became of asking for quota.
 *
 * @param <T> what the claimant made of it
 */
public sealed interface Taken<T> {
    /** It is decided. */
    record Now<T>(T result) implements Taken<T> {}

    /**
     * It waits for the ledger, and is decided in a quarter of a second at most.
     *
     * @param result what it is then
     * @param abandon whoever no longer waits says so: true if it had not been decided, and now never will be
     */
    record Later<T>(CompletableFuture<T> result, BooleanSupplier abandon) implements Taken<T> {}
}
