package dev.tollgate.auth.allowance;

import dev.tollgate.auth.allowance.GateClock.Moment;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.Topic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One epoch of this gateway: its allowances and its leases. All of them end together. */
final class Run {
    final long epoch;
    final ConcurrentHashMap<DayKey, Allowance> allowances = new ConcurrentHashMap<>();

    /** Usage that earlier runs knew of, and have shown; what is left must not seem to grow. */
    final Map<DayKey, Long> shownBefore;

    private final Lease[] leases = new Lease[Topic.REQUEST_EVENTS.partitions()];

    Run(long epoch, Map<DayKey, Long> shownBefore) {
        this.epoch = epoch;
        this.shownBefore = shownBefore;
        for (int partition = 0; partition < leases.length; partition++) {
            leases[partition] = new Lease();
        }
    }

    Lease lease(int partition) {
        return leases[partition];
    }

    boolean isAnyLeaseOver(Moment now) {
        for (Lease lease : leases) {
            if (lease.isOver(now)) {
                return true;
            }
        }
        return false;
    }
}
