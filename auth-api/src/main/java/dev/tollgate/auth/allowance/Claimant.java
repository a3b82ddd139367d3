package dev.tollgate.auth.allowance;

import org.jspecify.annotations.Nullable;

/**
 * A request that wants to be admitted. Exactly one of these is called, once; each must be quick, because others may
 * wait behind it.
 *
 * @param <T> what it makes of the answer
 */
public interface Claimant<T> {
    /**
     * It is admitted. Its event must be appended to the journal before this returns.
     *
     * @param epoch the run that admits it
     * @param leased whether an allowance covers it
     * @param standing how the subject stands after it; null if nothing limits it
     */
    T admitted(long epoch, boolean leased, @Nullable Standing standing);

    /** Nothing is left: proven by the log. */
    T exhausted(long epoch, Standing standing);

    /** No answer came in time, and the terms are strict. */
    T unanswered(long epoch, Standing standing);
}
