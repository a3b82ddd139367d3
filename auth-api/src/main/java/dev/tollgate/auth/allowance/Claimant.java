package dev.tollgate.auth.allowance;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that wants to be admitted. Exactly one of {@link #admitted}, {@link #exhausted} and {@link #unanswered} decides
 * it, once; each must be quick, because others may wait behind it.
 *
 * @param <V> what it makes of having asked
 * @param <T> what it makes of the answer
 */
public interface Claimant<V, T extends V> {
    /**
     * It is admitted. Its event must be appended to the journal before this returns.
     *
     * @param epoch the run that admits it
     * @param leased whether an allowance covers it
     * @param standing how the subject stands after it; null if nothing limits it
     * @param stands to be asked at the last moment before the event is in the journal: whether the allowance is still
     *     held. The thread may have slept for minutes since it was taken
     * @return null if it said no, and nothing was journaled; the request is then asked about again
     */
    @Nullable
    T admitted(long epoch, boolean leased, @Nullable Standing standing, BooleanSupplier stands);

    /**
     * It waits for the ledger, and is decided in a quarter of a second at most.
     *
     * @param result what it is then
     * @param abandon whoever no longer waits says so: true if it had not been decided, and now never will be
     */
    V waits(CompletableFuture<T> result, BooleanSupplier abandon);

    /** Nothing is left: proven by the log. */
    T exhausted(long epoch, Standing standing);

    /** No answer came in time, and the terms are strict. */
    T unanswered(long epoch, Standing standing);
}
