package dev.tollgate.auth.status;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** How often each answer was given lately, from counters that only grow. To be used by one thread. */
final class RecentAnswers {
    private final long lengthMs;
    private final Deque<Counted> counted = new ArrayDeque<>();

    /** @param lengthMs how far it looks back, about */
    RecentAnswers(long lengthMs) {
        this.lengthMs = lengthMs;
    }

    private record Counted(long atMs, Map<String, Long> counters) {}

    /**
     * What was answered.
     *
     * @param fromMs since when, in milliseconds since 1970
     * @param requests by outcome; those without any are left out
     */
    record Window(long fromMs, Map<String, Long> requests) {}

    /** Takes what the counters say now; what they have grown by within the window. */
    Window count(Map<String, Long> counters, long nowMs) {
        counted.addLast(new Counted(nowMs, Map.copyOf(counters)));
        while (Objects.requireNonNull(counted.peekFirst()).atMs() < nowMs - lengthMs) {
            counted.removeFirst();
        }
        Counted first = Objects.requireNonNull(counted.peekFirst());
        Map<String, Long> requests = new HashMap<>();
        counters.forEach((outcome, count) -> {
            long grown = count - first.counters().getOrDefault(outcome, 0L);
            if (grown > 0) {
                requests.put(outcome, grown);
            }
        });
        return new Window(first.atMs(), requests);
    }
}
