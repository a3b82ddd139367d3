package dev.tollgate.auth.allowance;

import dev.tollgate.auth.allowance.GateClock.Moment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for an allowance. Decided under its allowance's lock; its answer leaves on another thread.
 *
 * <p>Whoever waits for the answer may abandon it, as long as nobody decides it: then nobody will, and nothing is counted.
 */
final class Waiter<T> {
    final long cost;
    final Moment since;
    /** The latest claim that asked for it, too; 0 if none has. */
    long ctl;

    private final Claimant<? super T, T> claimant;
    private final Executor answers;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    /** Whether somebody decides it, has decided it, or has abandoned it. */
    private final AtomicBoolean taken = new AtomicBoolean();

    private volatile Timer.@Nullable Alarm timeout;

    Waiter(long cost, Moment since, Claimant<? super T, T> claimant, Executor answers) {
        this.cost = cost;
        this.since = since;
        this.claimant = claimant;
        this.answers = answers;
    }

    CompletableFuture<T> result() {
        return result;
    }

    /** What will end the wait if no answer does. */
    void endBy(Timer.Alarm given) {
        timeout = given;
    }

    /** Before it is decided: whether it still is to be. */
    boolean tryBegin() {
        return taken.compareAndSet(false, true);
    }

    /** It was not decided after all. */
    void waitOn() {
        taken.set(false);
    }

    /** @return whether nobody will decide it; if not, somebody has, or is about to */
    boolean abandon() {
        return taken.compareAndSet(false, true);
    }

    /** @return whether it is; not if {@code stands} said no at the last moment */
    boolean admit(long epoch, boolean leased, @Nullable Standing standing, BooleanSupplier stands) {
        T decided = claimant.admitted(epoch, leased, standing, stands);
        if (decided != null) {
            answer(decided);
        }
        return decided != null;
    }

    void refuse(long epoch, Standing standing) {
        answer(claimant.exhausted(epoch, standing));
    }

    void giveUp(long epoch, Standing standing) {
        answer(claimant.unanswered(epoch, standing));
    }

    private void answer(T decided) {
        Timer.Alarm pending = timeout;
        if (pending != null) {
            pending.cancel();
        }
        // Whoever takes the answer may be slow: the ledger's news must not wait for it.
        answers.execute(() -> result.complete(decided));
    }
}
