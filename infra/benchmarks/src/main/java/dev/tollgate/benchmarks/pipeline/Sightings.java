package dev.tollgate.benchmarks.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How long after a request was admitted what is told of its key includes it. Asked by one thread, told by another. */
final class Sightings {
    private record Awaited(long count, long sinceNanos) {}

    private final Map<String, ArrayDeque<Awaited>> byKey = new ConcurrentHashMap<>();
    private final List<Long> nanos = new ArrayList<>();

    /** Awaits that {@code count} of a key's requests are told of, from now on. */
    void await(String key, long count) {
        Awaited awaited = new Awaited(count, System.nanoTime());
        byKey.compute(key, (id, others) -> {
            ArrayDeque<Awaited> all = others == null ? new ArrayDeque<>() : others;
            all.add(awaited);
            return all;
        });
    }

    /** So many of a key's requests are told of. */
    void told(String key, long count) {
        long now = System.nanoTime();
        byKey.computeIfPresent(key, (id, awaited) -> {
            while (!awaited.isEmpty() && awaited.getFirst().count <= count) {
                seen(now - awaited.removeFirst().sinceNanos);
            }
            return awaited.isEmpty() ? null : awaited;
        });
    }

    /** One took so long. */
    synchronized void seen(long after) {
        nanos.add(after);
    }

    /** The keys of which somebody waits to hear. */
    Set<String> awaited() {
        return Set.copyOf(byKey.keySet());
    }

    /** Whether all has been told. */
    boolean isDone() {
        return byKey.isEmpty();
    }

    /** What 99 of a hundred took at most, in milliseconds; forgets them. */
    synchronized double takeP99Millis() {
        Collections.sort(nanos);
        double p99 = nanos.get((nanos.size() - 1) * 99 / 100) / 1e6;
        nanos.clear();
        return p99;
    }
}
