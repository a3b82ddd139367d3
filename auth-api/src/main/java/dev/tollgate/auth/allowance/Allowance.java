package dev.tollgate.auth.allowance;

import dev.tollgate.auth.allowance.GateClock.Moment;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.HoldingStatus;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one run of this gateway has of one subject's quota on one day.
 *
 * <p>Admitting is one compare-and-set on {@link #rest}, the cap less all that was admitted. All else happens under this
 * object's lock, where the cap is changed together with the rest: a reader that needs both checks that no change came
 * between ({@link #changes} is odd during one).
 */
final class Allowance {
    /** The rule by which the ledger shall settle. */
    private static final int RULE = 1;

    /** Far below any rest there can be: nothing is admitted any more. */
    private static final long CLOSED = Long.MIN_VALUE / 2;

    /** What is admitted without an allowance depends on none. */
    static final BooleanSupplier ALWAYS = () -> true;

    /** The smallest part of a quota that is worth a claim of its own. */
    private static final long BURST_MIN = 8;

    /** What is asked for beyond the need: one part in so many of the limit. */
    private static final long BURST_PARTS = 16;

    private static final AtomicLongFieldUpdater<Allowance> REST =
            AtomicLongFieldUpdater.newUpdater(Allowance.class, "rest");
    private static final AtomicLongFieldUpdater<Allowance> SHOWN_USED =
            AtomicLongFieldUpdater.newUpdater(Allowance.class, "shownUsed");
    private static final AtomicIntegerFieldUpdater<Allowance> CHANGES =
            AtomicIntegerFieldUpdater.newUpdater(Allowance.class, "changes");

    private final DayKey key;
    private final long epoch;
    private final Ties ties;
    private final Lease lease;
    /** All usage that earlier runs knew of. What this one admits comes on top of it. */
    private final long usedBefore;

    private final ArrayDeque<Waiter<?>> waiters = new ArrayDeque<>();
    // Here, not in objects of their own: that would be as many more places in memory for each request.
    private volatile long rest;
    private volatile long shownUsed;
    private volatile int changes;
    private volatile long cap;
    private volatile Terms terms;
    private volatile @Nullable QuotaFacts facts;
    private volatile boolean outstanding;
    private volatile long lastGrant;
    private long ctl;
    /** A request has waited in vain for the answer that is outstanding: the next ones need not. */
    private boolean silent;

    private @Nullable Moment claimedAt;
    private boolean closed;

    Allowance(DayKey key, Terms terms, Run run, Ties ties, @Nullable QuotaFacts facts) {
        this.key = key;
        this.epoch = run.epoch;
        this.ties = ties;
        this.lease = run.lease(terms.partition());
        this.terms = terms;
        this.facts = facts;
        this.usedBefore = run.shownBefore.getOrDefault(key, 0L);
        this.shownUsed = usedBefore;
    }

    /**
     * Admits {@code cost} if the allowance has it in hand.
     *
     * @return all that was admitted then, this included; -1 if it could not be
     */
    long tryTake(long cost) {
        while (true) {
            int before = changes;
            long current = rest;
            if (current < cost) {
                return -1;
            }
            if (REST.compareAndSet(this, current, current - cost)) {
                long admitted = cap - (current - cost);
                return (before & 1) == 0 && before == changes ? admitted : admitted();
            }
        }
    }

    /** Takes back what {@link #tryTake} took, because it was not admitted after all. */
    void putBack(long cost) {
        REST.addAndGet(this, cost);
    }

    /** Admits without a limit; what is admitted so is known if a limit comes later in the day. */
    boolean takeUnlimited(long cost) {
        return REST.addAndGet(this, -cost) > CLOSED / 2;
    }

    /** Whether {@code cost} can be taken by the terms {@code given}, and nothing is to be claimed then. */
    boolean isEnough(Terms given, long cost) {
        return !given.isUnlimited() && !isBehind(given) && !isWorthClaimingAhead(cost);
    }

    /** Whether it is when {@code cost} has been taken. */
    boolean isWorthClaimingAhead(long cost) {
        QuotaFacts known = facts;
        return !outstanding
                && known != null
                && known.free() >= 2L * known.live()
                && rest - cost <= lastGrant / 2
                && !terms.isUnlimited();
    }

    synchronized void claimAhead(Moment now) {
        if (!closed && isWorthClaimingAhead(0)) {
            claim(0, now);
        }
    }

    /** Asks for a part of a day that has not begun, for whoever comes first. Takes nothing from anybody. */
    synchronized void claimForTheDayAhead(Moment now) {
        if (!closed && ctl == 0 && !terms.isUnlimited()) {
            claim(0, now);
        }
    }

    /** Whether the ledger has yet to answer. */
    boolean isOutstanding() {
        return outstanding;
    }

    /** Whether it was ever asked for: others were only looked at. */
    synchronized boolean isInUse() {
        return ctl > 0;
    }

    /** Whether newer terms than its own are {@code given}. */
    boolean isBehind(Terms given) {
        return given.isNewerThan(terms);
    }

    /**
     * Takes over newer terms. Where the limit fell, what was lent under the old one goes back, and what was asked for under
     * it is asked for anew.
     */
    synchronized void update(Terms given, Moment now) {
        if (closed || !isBehind(given)) {
            return;
        }
        // What was lent may have been lent under terms of which only the ledger has told.
        long before = limit();
        terms = given;
        long after = limit();
        boolean fell = after != Plan.UNLIMITED && (before == Plan.UNLIMITED || after < before);
        if (fell && (outstanding || rest > 0)) {
            claim(Math.max(0, rest), now);
        }
    }

    /** What became of a request that has to ask. */
    enum Asked {
        ADMITTED,
        EXHAUSTED,
        WAITING,
        /** No answer is to be expected in time, and the terms are strict. */
        UNANSWERED,
        /** Likewise, and they are not: admitted without an allowance. */
        UNLEASED,
        /** This run is over; ask the next. */
        CLOSED
    }

    /**
     * Asks for what is not in hand.
     *
     * @return ADMITTED only if an answer came in between: the cost is then taken
     */
    synchronized Asked ask(Waiter<?> waiter) {
        if (closed) {
            return Asked.CLOSED;
        }
        if (tryTake(waiter.cost) >= 0) {
            return Asked.ADMITTED;
        }
        if (isKnownToExceed(waiter.cost)) {
            return Asked.EXHAUSTED;
        }
        // An answer so late would come to a lease that is over; it may have been lost with others' newer word.
        boolean asks = !outstanding || hasAskedInVain(waiter.since);
        if (silent && !asks) {
            return withoutAnswer(waiter.cost) ? Asked.UNLEASED : Asked.UNANSWERED;
        }
        waiters.add(waiter);
        if (asks) {
            claim(0, waiter.since);
        }
        return Asked.WAITING;
    }

    private boolean hasAskedInVain(Moment now) {
        Moment asked = claimedAt;
        return asked != null && asked.isOver(Lease.LENGTH_MS, now);
    }

    /** Takes over requests that waited for the run before. */
    synchronized void adopt(List<Waiter<?>> orphans, Moment now) {
        for (Waiter<?> orphan : orphans) {
            orphan.ctl = 0;
            waiters.add(orphan);
        }
        if (!outstanding) {
            claim(0, now);
        }
    }

    /** A request has waited long enough. */
    synchronized void giveUp(Waiter<?> waiter) {
        if (!waiters.remove(waiter) || !waiter.tryBegin()) {
            return;
        }
        silent = true;
        if (withoutAnswer(waiter.cost)) {
            waiter.admit(epoch, false, standing(), ALWAYS);
        } else {
            waiter.giveUp(epoch, standing());
        }
    }

    /** Takes {@code cost} without an allowance, if the terms allow that. */
    private boolean withoutAnswer(long cost) {
        if (terms.strict()) {
            ties.metrics().unanswered.increment();
            return false;
        }
        ties.metrics().unleased.increment();
        REST.addAndGet(this, -cost);
        return true;
    }

    /** Ends it: nothing is admitted any more. Those who wait are the next run's. */
    synchronized List<Waiter<?>> close() {
        closed = true;
        REST.addAndGet(this, CLOSED);
        List<Waiter<?>> orphans = List.copyOf(waiters);
        waiters.clear();
        return orphans;
    }

    /** What a state led to. */
    enum Heard {
        TAKEN,
        /** The ledger, or the lease, says that this run is over. */
        RUN_IS_OVER
    }

    /** Takes what the ledger says. Only an answer to the latest claim may raise the cap. */
    synchronized Heard hear(QuotaFacts state, Moment now) {
        if (closed) {
            return Heard.TAKEN;
        }
        facts = state;
        Holding own = state.ownOf(epoch);
        if (own == null) {
            return Heard.TAKEN;
        }
        if (own.getStatus() != HoldingStatus.OPEN) {
            return Heard.RUN_IS_OVER;
        }
        Moment asked = claimedAt;
        if (own.getCtl() != ctl || asked == null) {
            return Heard.TAKEN;
        }
        if (lease.isOver(now) || (!lease.hasBegun() && asked.isOver(Lease.LENGTH_MS, now))) {
            return Heard.RUN_IS_OVER;
        }
        lease.renew(asked);
        silent = false;
        raiseTo(own.getGranted());
        if (own.getAnswer() != Answer.PENDING) {
            outstanding = false;
        }
        if (!serveWaiters(own.getAnswer() == Answer.DRY && !state.isOlderThan(terms))) {
            return Heard.RUN_IS_OVER;
        }
        answerRecall(own.getRecall(), now);
        return Heard.TAKEN;
    }

    private void raiseTo(long granted) {
        long raise = granted - cap;
        if (raise > 0) {
            ties.metrics().grants.increment();
            lastGrant = granted - Math.max(cap, admitted());
            change(raise);
        }
    }

    /** @return false if the lease is over before one's event was in the journal */
    private boolean serveWaiters(boolean dry) {
        for (Iterator<Waiter<?>> next = waiters.iterator(); next.hasNext(); ) {
            Waiter<?> waiter = next.next();
            if (!waiter.tryBegin()) {
                next.remove();
            } else if (tryTake(waiter.cost) >= 0) {
                Standing standing = standing(admitted());
                if (!waiter.admit(epoch, true, standing, ties.held())) {
                    waiter.waitOn();
                    putBack(waiter.cost);
                    return false;
                }
                ties.metrics().granted.increment();
                show(standing);
                next.remove();
            } else if (isKnownToExceed(waiter.cost) || (dry && waiter.ctl > 0 && waiter.ctl <= ctl)) {
                next.remove();
                ties.metrics().exhausted.increment();
                waiter.refuse(epoch, standing());
            } else {
                waiter.waitOn();
            }
        }
        return true;
    }

    private void answerRecall(long recall, Moment now) {
        if (recall > 0) {
            long unused = Math.max(0, rest);
            ties.metrics().recalled.increment();
            claim(Math.min(unused, Math.max(recall, unused / 2)), now);
        } else if (!waiters.isEmpty() && !outstanding) {
            claim(0, now);
        }
    }

    /** Says how things stand here, and asks for more. What is given back is out of reach before that is said. */
    private void claim(long give, Moment now) {
        lower(give);
        ties.metrics().claims.increment();
        ctl++;
        outstanding = true;
        claimedAt = now;
        long admitted = admitted();
        long need = admitted;
        for (Waiter<?> waiter : waiters) {
            need += waiter.cost;
            waiter.ctl = ctl;
        }
        Terms current = terms;
        long burst = Math.max(BURST_MIN, current.limit() / BURST_PARTS);
        ties.controls()
                .claim(
                        current.partition(),
                        epoch,
                        Claim.newBuilder()
                                .setSubject(key.id())
                                .setDay(key.day())
                                .setCtl(ctl)
                                .setAdmitted(admitted)
                                .setCap(cap)
                                .setNeed(need)
                                .setWant(need + burst)
                                .setLimit(current.limit())
                                .setPolicy(current.policy())
                                .setHold(current.hold())
                                .setRule(RULE)
                                .build());
    }

    /** Lowers the cap by up to {@code give}, but not below what is admitted; raises it to that where it lies below. */
    private void lower(long give) {
        long debt = -rest;
        if (debt > 0) {
            change(debt);
            return;
        }
        long taken;
        CHANGES.incrementAndGet(this);
        do {
            taken = Math.min(give, Math.max(0, rest));
        } while (!tryLower(taken));
        long lowered = cap - taken;
        cap = lowered;
        CHANGES.incrementAndGet(this);
    }

    private boolean tryLower(long amount) {
        long current = rest;
        return current >= amount && REST.compareAndSet(this, current, current - amount);
    }

    private void change(long capBy) {
        CHANGES.incrementAndGet(this);
        long changed = cap + capBy;
        cap = changed;
        REST.addAndGet(this, capBy);
        CHANGES.incrementAndGet(this);
    }

    /** All that it admitted. */
    synchronized long admitted() {
        return cap - rest;
    }

    /** Whether {@code cost} is more than what can be left of the limit, by all that is known here. */
    private boolean isKnownToExceed(long cost) {
        return cost > limit() - used(admitted());
    }

    private long limit() {
        QuotaFacts known = facts;
        Terms current = terms;
        return known != null && known.isNewerThan(current) ? known.limit() : current.limit();
    }

    /** At least so much is used: neither the ledger nor the earlier runs need to know all, so the higher one counts. */
    private long used(long admitted) {
        long used = usedBefore + admitted;
        QuotaFacts known = facts;
        if (known == null) {
            return used;
        }
        Holding own = known.ownOf(epoch);
        return Math.max(used, known.known() + Math.max(0, admitted - (own == null ? 0 : own.getKnown())));
    }

    /** How the subject stands now. */
    synchronized Standing standing() {
        Standing standing = standing(admitted());
        show(standing);
        return standing;
    }

    /** How the subject stood when this run had admitted {@code admitted}. */
    Standing standing(long admitted) {
        QuotaFacts known = facts;
        long used = Math.max(shownUsed, used(admitted));
        return new Standing(key.day(), limit(), used, known == null ? -1 : known.offset());
    }

    /** Remembers that this has been shown: less used than that will not be shown again. */
    void show(Standing standing) {
        SHOWN_USED.accumulateAndGet(this, standing.used(), Math::max);
    }

    /** To be asked at the last moment before what was taken is journaled. */
    BooleanSupplier held() {
        return ties.held();
    }

    boolean isOf(Run run) {
        return epoch == run.epoch;
    }

    DayKey key() {
        return key;
    }

    Terms terms() {
        return terms;
    }

    long shownUsed() {
        return shownUsed;
    }
}
