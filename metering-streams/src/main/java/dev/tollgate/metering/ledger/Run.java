package dev.tollgate.metering.ledger;

import java.util.Comparator;

/**
 * One run of one gateway.
 *
 * @param gateway its id
 * @param epoch which run of it
 */
record Run(String gateway, long epoch) implements Comparable<Run> {
    private static final Comparator<Run> ORDER =
            Comparator.comparing(Run::gateway).thenComparingLong(Run::epoch);

    @Override
    public int compareTo(Run other) {
        return ORDER.compare(this, other);
    }
}
