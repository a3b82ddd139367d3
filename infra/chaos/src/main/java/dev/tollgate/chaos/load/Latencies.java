package dev.tollgate.chaos.load;

import java.util.Arrays;

/** How long answers took. Thread-safe. */
public final class Latencies {
    private long[] nanos = new long[1 << 10];
    private int count;

    /** One more answer took {@code taken} nanoseconds. */
    public synchronized void add(long taken) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = taken;
    }

    /**
     * Some of them.
     *
     * @param count how many answers there were
     * @param p50Ms the median, in milliseconds
     * @param p99Ms what 99 of 100 took at most
     * @param maxMs the longest
     */
    public record Summary(int count, double p50Ms, double p99Ms, double maxMs) {}

    /** What they were since the last call of this. */
    public synchronized Summary takeSummary() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        count = 0;
        return new Summary(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }
}
