package dev.tollgate.metering.ledger;

import dev.tollgate.metering.ledger.v1.Interval;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Journal positions that have been counted, as disjoint intervals. A maximum would not do: a batch can be lost and sent
 * again after the one behind it.
 */
final class SeenPositions {
    private final TreeMap<Long, Long> toByFrom = new TreeMap<>();

    boolean contains(long position) {
        Map.Entry<Long, Long> interval = toByFrom.floorEntry(position);
        return interval != null && position < interval.getValue();
    }

    /** Adds [from, to), joined with what it touches. */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long joinedFrom = from;
        long joinedTo = to;
        Map.Entry<Long, Long> interval = toByFrom.floorEntry(to);
        while (interval != null && interval.getValue() >= joinedFrom) {
            joinedFrom = Math.min(joinedFrom, interval.getKey());
            joinedTo = Math.max(joinedTo, interval.getValue());
            toByFrom.remove(interval.getKey());
            interval = toByFrom.floorEntry(to);
        }
        toByFrom.put(joinedFrom, joinedTo);
    }

    int intervals() {
        return toByFrom.size();
    }

    List<Interval> toRecords() {
        return toByFrom.entrySet().stream()
                .map(i -> Interval.newBuilder()
                        .setFrom(i.getKey())
                        .setTo(i.getValue())
                        .build())
                .toList();
    }

    static SeenPositions fromRecords(List<Interval> records) {
        SeenPositions seen = new SeenPositions();
        records.forEach(i -> seen.toByFrom.put(i.getFrom(), i.getTo()));
        return seen;
    }
}
