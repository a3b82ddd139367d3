package dev.tollgate.auth.publish;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Claims that have not left yet: the latest of each subject and day, by partition. */
final class PendingControls {
    private final List<Map<DayKey, Pending>> byPartition = new ArrayList<>();

    private record Pending(long epoch, Claim claim) {}

    PendingControls() {
        for (int partition = 0; partition < Topic.REQUEST_EVENTS.partitions(); partition++) {
            byPartition.add(new LinkedHashMap<>());
        }
    }

    /** Takes a claim, unless a later one of its subject is there. */
    synchronized void add(int partition, long epoch, Claim claim) {
        byPartition
                .get(partition)
                .merge(
                        keyOf(claim),
                        new Pending(epoch, claim),
                        (known, given) -> isLater(given, known) ? given : known);
    }

    /**
     * Takes out the first {@code max} claims of a partition. Those of an epoch that is over are dropped, of one to come
     * are kept.
     */
    synchronized List<Claim> take(int partition, long epoch, int max) {
        Map<DayKey, Pending> pending = byPartition.get(partition);
        if (pending.isEmpty()) {
            return List.of();
        }
        pending.values().removeIf(p -> p.epoch() < epoch);
        List<Claim> claims = pending.values().stream()
                .filter(p -> p.epoch() == epoch)
                .limit(max)
                .map(Pending::claim)
                .toList();
        claims.forEach(claim -> pending.remove(keyOf(claim)));
        return claims;
    }

    synchronized boolean isEmpty() {
        return byPartition.stream().allMatch(Map::isEmpty);
    }

    private static DayKey keyOf(Claim claim) {
        return new DayKey(claim.getDay(), claim.getSubject());
    }

    private static boolean isLater(Pending given, Pending known) {
        return given.epoch() > known.epoch()
                || (given.epoch() == known.epoch()
                        && given.claim().getCtl() > known.claim().getCtl());
    }
}
