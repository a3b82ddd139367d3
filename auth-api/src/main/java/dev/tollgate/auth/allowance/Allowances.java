package dev.tollgate.auth.allowance;

import dev.tollgate.auth.allowance.GateClock.Moment;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.QuotaState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All allowances of this gateway.
 *
 * <p>A request whose allowance is in hand is decided here and now, without a lock that others hold. One that has to ask
 * waits for {@link #WAIT_MS} at most, and holds no thread. Where one has waited in vain, those behind it are not kept
 * waiting.
 */
public final class Allowances {
    /** How long a request waits for an allowance. */
    static final long WAIT_MS = 250;

    private static final Logger log = LoggerFactory.getLogger(Allowances.class);

    private final Epochs epochs;
    private final GateClock clock;
    private final Controls controls;
    private final Timer timer;
    private final Executor answers;
    private final AllowanceMetrics metrics;
    private final ConcurrentHashMap<DayKey, QuotaFacts> facts = new ConcurrentHashMap<>();
    private final AtomicInteger day = new AtomicInteger();
    private volatile Run run;

    /**
     * @param timer ends waits
     * @param answers runs what follows a wait
     */
    public Allowances(
            Epochs epochs,
            GateClock clock,
            Controls controls,
            Timer timer,
            Executor answers,
            AllowanceMetrics metrics) {
        this.epochs = epochs;
        this.clock = clock;
        this.controls = controls;
        this.timer = timer;
        this.answers = answers;
        this.metrics = metrics;
        this.run = new Run(epochs.epoch(), Map.of());
    }

    /** The day that requests are counted in now. It never goes back, even if the clock does. */
    public int day(long nowMillis) {
        int today = UtcDay.of(nowMillis);
        int known = day.get();
        return today <= known ? known : day.accumulateAndGet(today, Math::max);
    }

    /** How many claims the ledger has yet to answer. */
    public long openClaims() {
        return run.allowances.values().stream().filter(Allowance::isOutstanding).count();
    }

    /** How many claims this process has made. */
    public long claims() {
        return metrics.claims.sum();
    }

    /** How many runs of this process ended because their lease was over. */
    public long lapses() {
        return metrics.lapses.sum();
    }

    /** The current run. */
    public long epoch() {
        return run.epoch;
    }

    /**
     * Asks for {@code cost} of a subject's quota.
     *
     * @param nowMillis the time by the wall clock, as the request is decided by
     * @param claimant is told what became of it, now or later
     * @return what it made of that
     */
    public <V, T extends V> V take(Subject subject, long cost, long nowMillis, Claimant<V, T> claimant) {
        Run current = run;
        Allowance known = subject.allowanceOf(current);
        // What most requests need, with no other look at the clocks than the last one, before the event is journaled.
        V taken = known != null && cost > 0 && known.isEnough(subject.terms(), cost)
                ? takeInHand(current, known, cost, claimant)
                : null;
        return taken == null ? takeOrAsk(subject, cost, nowMillis, claimant) : taken;
    }

    private <V, T extends V> V takeOrAsk(Subject subject, long cost, long nowMillis, Claimant<V, T> claimant) {
        Terms terms = subject.terms();
        long millis = nowMillis;
        while (true) {
            long nanos = clock.nanos();
            Run current = liveRun(terms.partition(), millis, nanos);
            Allowance allowance = allowance(current, subject);
            if (allowance.isBehind(terms)) {
                allowance.update(terms, new Moment(millis, nanos));
            }
            V taken = takeFrom(current, allowance, terms, cost, claimant, millis, nanos);
            if (taken != null) {
                return taken;
            }
            millis = clock.millis();
        }
    }

    /** Null if the run ended in between. */
    private <V, T extends V> @Nullable V takeFrom(
            Run current,
            Allowance allowance,
            Terms terms,
            long cost,
            Claimant<V, T> claimant,
            long millis,
            long nanos) {
        if (terms.isUnlimited()) {
            return allowance.takeUnlimited(cost)
                    ? claimant.admitted(current.epoch, true, null, Allowance.ALWAYS)
                    : null;
        }
        if (cost == 0) {
            // Takes nothing, so nothing needs to be held.
            return claimant.admitted(current.epoch, true, allowance.standing(), Allowance.ALWAYS);
        }
        V taken = takeInHand(current, allowance, cost, claimant);
        if (taken == null) {
            return ask(current, allowance, cost, claimant, new Moment(millis, nanos));
        }
        if (allowance.isWorthClaimingAhead(0)) {
            allowance.claimAhead(new Moment(millis, nanos));
        }
        return taken;
    }

    /** Null if it has not so much in hand, or the run ended in between. */
    private <T> @Nullable T takeInHand(Run current, Allowance allowance, long cost, Claimant<? super T, T> claimant) {
        long admitted = allowance.tryTake(cost);
        return admitted < 0 ? null : takenInHand(current, allowance, admitted, cost, claimant);
    }

    private <T> @Nullable T takenInHand(
            Run current, Allowance allowance, long admitted, long cost, Claimant<? super T, T> claimant) {
        Standing standing = allowance.standing(admitted);
        metrics.inHand.increment();
        T result = claimant.admitted(current.epoch, true, standing, allowance.held());
        if (result == null) {
            metrics.inHand.decrement();
            allowance.putBack(cost);
            return null;
        }
        allowance.show(standing);
        return result;
    }

    private <V, T extends V> @Nullable V ask(
            Run current, Allowance allowance, long cost, Claimant<V, T> claimant, Moment now) {
        Waiter<T> waiter = new Waiter<>(cost, now, claimant, answers);
        return switch (allowance.ask(waiter)) {
            case CLOSED -> null;
            case ADMITTED -> takenInHand(current, allowance, allowance.admitted(), cost, claimant);
            case EXHAUSTED -> {
                metrics.exhausted.increment();
                yield claimant.exhausted(current.epoch, allowance.standing());
            }
            case UNANSWERED -> claimant.unanswered(current.epoch, allowance.standing());
            case UNLEASED -> claimant.admitted(current.epoch, false, allowance.standing(), Allowance.ALWAYS);
            case WAITING -> {
                metrics.waited.increment();
                endWait(allowance.key(), waiter);
                yield claimant.waits(waiter.result(), () -> abandon(waiter));
            }
        };
    }

    private boolean abandon(Waiter<?> waiter) {
        boolean abandoned = waiter.abandon();
        if (abandoned) {
            metrics.abandoned.increment();
        }
        return abandoned;
    }

    private void endWait(DayKey key, Waiter<?> waiter) {
        waiter.endBy(timer.after(WAIT_MS, () -> giveUp(key, waiter)));
    }

    private void giveUp(DayKey key, Waiter<?> waiter) {
        // Whichever run has it by now.
        Allowance allowance = run.allowances.get(key);
        if (allowance != null) {
            allowance.giveUp(waiter);
        }
    }

    /** How a subject stands on a day, without asking for anything. */
    public Standing standing(Subject subject) {
        return allowance(run, subject).standing();
    }

    /**
     * Takes what the ledger says of a subject; states that are not newer than the last are passed over. To be called by
     * one thread.
     */
    public void hear(QuotaState state) {
        DayKey key = new DayKey(state.getDay(), state.getSubject());
        if (key.day() < day.get() - 1) {
            return;
        }
        QuotaFacts given = QuotaFacts.of(state, epochs.gateway());
        QuotaFacts known = facts.get(key);
        if (known != null && known.offset() >= given.offset()) {
            return;
        }
        facts.put(key, given);
        Run current = run;
        Allowance allowance = current.allowances.get(key);
        if (allowance != null && allowance.hear(given, clock.now()) == Allowance.Heard.RUN_IS_OVER) {
            lapse(current);
        }
    }

    /** A record of this gateway is in the log. */
    public void acknowledged(int partition, long epoch, Moment sentAt, long tick) {
        Run current = run;
        if (epoch != current.epoch) {
            return;
        }
        Lease lease = current.lease(partition);
        if (lease.isOver(clock.now())) {
            // Final: the ledger may have given the allowances to others before this arrived.
            lapse(current);
            return;
        }
        lease.renew(sentAt);
        lease.tickArrived(tick);
    }

    /** A record of this gateway will not get into the log: its tick needs no longer be waited for. */
    public void tickLost(int partition, long epoch, long tick) {
        Run current = run;
        if (epoch == current.epoch) {
            current.lease(partition).tickArrived(tick);
        }
    }

    /** The tick to send to a partition now in a batch of {@code epoch}; 0 if none is due, or if that epoch is over. */
    public long nextTick(int partition, long epoch, Moment now) {
        Run current = run;
        return epoch == current.epoch ? current.lease(partition).nextTick(now) : 0;
    }

    /**
     * Ends a run whose lease is over, forgets days that are, and asks for parts of the next one shortly before it begins.
     * To be called about once a second.
     */
    public void maintain(Moment now) {
        if (run.isAnyLeaseOver(now)) {
            lapse(run);
        }
        Run current = run;
        int today = day(now.millis());
        facts.keySet().removeIf(key -> key.day() < today - 1);
        current.allowances.keySet().removeIf(key -> key.day() < today - 1);
        if (DayAhead.isNear(today, now.millis())) {
            current.allowances.values().stream()
                    .filter(allowance -> allowance.key().day() == today && allowance.isInUse())
                    .forEach(allowance -> claimForTheDayAhead(current, allowance, now));
        }
    }

    private void claimForTheDayAhead(Run current, Allowance today, Moment now) {
        DayKey tomorrow = new DayKey(today.key().day() + 1, today.key().id());
        if (!current.allowances.containsKey(tomorrow) && DayAhead.isDue(tomorrow, epochs.gateway(), now.millis())) {
            allowance(current, tomorrow, today.terms()).claimForTheDayAhead(now);
        }
    }

    private Run liveRun(int partition, long millis, long nanos) {
        Run current = run;
        if (current.lease(partition).isOver(millis, nanos)) {
            lapse(current);
            current = run;
        }
        return current;
    }

    private Allowance allowance(Run current, Subject subject) {
        Allowance known = subject.allowanceOf(current);
        if (known == null) {
            known = allowance(current, subject.key(), subject.terms());
            subject.remember(known);
        }
        return known;
    }

    private Allowance allowance(Run current, DayKey key, Terms terms) {
        Allowance known = current.allowances.get(key);
        return known != null
                ? known
                : current.allowances.computeIfAbsent(
                        key, k -> new Allowance(k, terms, current, ties(current, terms), facts.get(k)));
    }

    private Ties ties(Run given, Terms terms) {
        Lease lease = given.lease(terms.partition());
        return new Ties(controls, () -> run == given && !lease.isOver(clock.millis(), clock.nanos()), metrics);
    }

    /** Begins a new epoch. All that the old one held is gone, and those who waited ask again. */
    private synchronized void lapse(Run over) {
        if (over != run) {
            return;
        }
        long epoch;
        try {
            epoch = epochs.nextEpoch();
        } catch (IOException e) {
            throw new UncheckedIOException("The next epoch cannot be written to the journal's directory.", e);
        }
        log.warn(
                "Epoch {} is over: it was silent for too long. Epoch {} begins, and asks for its allowances anew",
                over.epoch,
                epoch);
        metrics.lapses.increment();
        Moment now = clock.now();
        int yesterday = day(now.millis()) - 1;
        Map<DayKey, Long> shown = new HashMap<>(over.shownBefore);
        shown.keySet().removeIf(key -> key.day() < yesterday);
        over.allowances.forEach((key, allowance) -> shown.put(key, allowance.shownUsed()));
        Run next = new Run(epoch, shown);
        run = next;
        over.allowances.forEach((key, allowance) -> {
            List<Waiter<?>> orphans = allowance.close();
            if (!orphans.isEmpty()) {
                allowance(next, key, allowance.terms()).adopt(orphans, now);
                // A wait that ended while nobody had the request would not end again by itself.
                orphans.forEach(orphan -> endWait(key, orphan));
            }
        });
        controls.fence(epoch - 1);
    }
}
