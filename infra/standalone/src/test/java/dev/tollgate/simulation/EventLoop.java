package dev.tollgate.simulation;

import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time: what is to happen, in the order of when. One seed, one course of events. */
final class EventLoop {
    final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMicros;
    private long number;

    private record Event(long atMicros, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMicros, other.atMicros);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    EventLoop(long seed) {
        random = new Random(seed);
    }

    long nowMicros() {
        return nowMicros;
    }

    void after(long micros, Runnable action) {
        events.add(new Event(nowMicros + Math.max(0, micros), number++, action));
    }

    /** How long a message takes: mostly a millisecond or two, sometimes many. */
    long latencyMicros() {
        double x = random.nextDouble();
        return (long) (x < 0.9 ? 200 + x * 2_000 : x * 8_000);
    }

    void runUntil(long micros) {
        while (!events.isEmpty() && events.peek().atMicros <= micros) {
            Event next = events.poll();
            nowMicros = next.atMicros;
            next.action.run();
        }
        nowMicros = micros;
    }

    void runFor(long micros) {
        runUntil(nowMicros + micros);
    }
}
