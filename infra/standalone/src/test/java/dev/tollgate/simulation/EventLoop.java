package dev.tollgate.simulation;

import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Virtual time: what is to happen, in the order of when. One seed, one course of events.
 *
 * <p>A step in the middle of which something else shall happen calls {@link #pass}. The stretch of time that passes then is
 * played on another thread, so that what the product keeps by thread stays apart; never do two threads run at once.
 */
final class EventLoop {
    private static final ExecutorService STRETCHES = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulation-stretch");
        thread.setDaemon(true);
        return thread;
    });

    final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMicros;
    private long number;
    private int depth;
    private long horizonMicros;
    private boolean stopped;

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

    /** How many steps are under way, in the middle of which time passes. */
    int depth() {
        return depth;
    }

    /** Until when the innermost stretch of time goes on. */
    long horizonMicros() {
        return horizonMicros;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Lets nothing happen any more. */
    void stop() {
        stopped = true;
    }

    void after(long micros, Runnable action) {
        events.add(new Event(nowMicros + Math.max(0, micros), number++, action));
    }

    void runUntil(long micros) {
        long outerHorizon = horizonMicros;
        horizonMicros = micros;
        while (!stopped && !events.isEmpty() && events.peek().atMicros <= micros) {
            Event next = events.poll();
            nowMicros = Math.max(nowMicros, next.atMicros);
            next.action.run();
        }
        nowMicros = Math.max(nowMicros, micros);
        horizonMicros = outerHorizon;
    }

    void runFor(long micros) {
        runUntil(nowMicros + micros);
    }

    /** Lets time go by in the middle of a step. */
    void pass(long micros) {
        long until = nowMicros + micros;
        depth++;
        Future<?> stretch = STRETCHES.submit(() -> runUntil(until));
        try {
            stretch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("A step of the simulation failed.", e.getCause());
        } finally {
            depth--;
        }
    }

    /** A time up to {@code micros}, short ones as likely as long ones of the same magnitude. */
    long upTo(long micros) {
        double magnitude = random.nextDouble();
        return (long) (micros * magnitude * magnitude);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
