package dev.tollgate.auth.allowance;

import dev.tollgate.auth.allowance.GateClock.Moment;
import org.jspecify.annotations.Nullable;

/**
 * How long a run may trust its allowances of one partition. The ledger gives them to others when it has not heard of the
 * run for {@code TICKS} ticks of another gateway; the run stops using them earlier, by its own clocks.
 */
final class Lease {
    /** The time between two ticks, from one's sending to the next's. */
    static final long TICK_MS = 5_000;

    /** How many ticks of another the ledger waits; the same number as in metering-streams. */
    static final int TICKS = 5;

    /**
     * How long a lease lasts from the sending of what renews it. {@code TICKS} spaced ticks of another gateway, the first
     * of which may have been under way, take at least (TICKS - 2) times TICK_MS.
     */
    static final long LENGTH_MS = (TICKS - 2) * TICK_MS - 1_000;

    private volatile @Nullable Moment base;
    private long tick;
    private boolean tickUnderWay;
    private @Nullable Moment tickSentAt;

    /** Whether it is over. One that has not begun is not: nothing is held by it. */
    boolean isOver(Moment now) {
        return isOver(now.millis(), now.nanos());
    }

    /** Likewise, of a moment that is only looked at: a request looks twice. */
    boolean isOver(long nowMillis, long nowNanos) {
        Moment since = base;
        return since != null && since.isOver(LENGTH_MS, nowMillis, nowNanos);
    }

    boolean hasBegun() {
        return base != null;
    }

    /** Something sent at {@code sentAt} has reached the ledger or its log. */
    synchronized void renew(Moment sentAt) {
        Moment since = base;
        if (since == null || since.isBefore(sentAt)) {
            base = sentAt;
        }
    }

    /**
     * The number of the tick to send now; 0 if none is due. Its predecessor must have arrived, and ticks must not come closer
     * to each other because somebody sets the wall clock: others' leases are measured by them.
     */
    synchronized long nextTick(Moment now) {
        Moment last = tickSentAt;
        if (tickUnderWay || (last != null && !last.isSurelyOver(TICK_MS, now))) {
            return 0;
        }
        tickUnderWay = true;
        tickSentAt = now;
        return ++tick;
    }

    synchronized void tickArrived(long number) {
        if (number == tick) {
            tickUnderWay = false;
        }
    }
}
