package dev.tollgate.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The times of look-ups of several kinds, taken one by one and in random order, so that whatever else the machine does falls
 * on all alike. The method is that of Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?" (2017).
 */
final class LookUpTimes {
    private static final int SAMPLES_IN_A_ROUND = 100;
    private static final int WARM_UP_ROUNDS = 1_000;

    /** The shares of the fastest times that are compared by themselves: of the slow ones most are the machine's. */
    private static final double[] FASTEST = {1, 0.999, 0.99, 0.9, 0.75};

    private final int[][] nanos;

    private LookUpTimes(int[][] nanos) {
        this.nanos = nanos;
    }

    /** What is looked up, and how. */
    record Kind(LookUp lookUp, List<String> tokens) {}

    /** No {@code Function}: whose result is cast, for which the key is read. */
    @FunctionalInterface
    interface LookUp {
        @Nullable
        Object find(String token);
    }

    /**
     * Takes times of each kind, the same number of each.
     *
     * @param round makes the kinds anew every hundred samples, always in the same order: which token is of which kind is
     *     drawn by lot, so that its place in memory does not pass for its kind
     * @param samples how many of each kind
     */
    static LookUpTimes take(Supplier<List<Kind>> round, int samples, SplittableRandom random) {
        int kinds = round.get().size();
        int[][] nanos = new int[kinds][samples];
        int[] unused = new int[kinds];
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            Sampler sampler = new Sampler(round.get(), random);
            for (byte kind : shuffled(kinds, SAMPLES_IN_A_ROUND, random)) {
                unused[kind] = sampler.sample(kind);
            }
        }
        for (int from = 0; from < samples; from += SAMPLES_IN_A_ROUND) {
            Sampler sampler = new Sampler(round.get(), random);
            // What was made last is nearest: not for long.
            for (byte kind : shuffled(kinds, SAMPLES_IN_A_ROUND, random)) {
                unused[kind] = sampler.sample(kind);
            }
            int[] taken = new int[kinds];
            Arrays.fill(taken, from);
            for (byte kind : shuffled(kinds, Math.min(SAMPLES_IN_A_ROUND, samples - from), random)) {
                nanos[kind][taken[kind]++] = sampler.sample(kind);
            }
        }
        return new LookUpTimes(nanos);
    }

    private static byte[] shuffled(int kinds, int samples, SplittableRandom random) {
        byte[] order = new byte[kinds * samples];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = (byte) (i % kinds);
        }
        return order;
    }

    @SuppressWarnings("UnusedVariable") // what is written there has been worked for
    private static final class Sampler {
        private final List<Kind> kinds;
        private final SplittableRandom random;
        private volatile @Nullable Object found;

        Sampler(List<Kind> kinds, SplittableRandom random) {
            this.kinds = kinds;
            this.random = random;
        }

        int sample(int index) {
            Kind kind = kinds.get(index);
            String token = kind.tokens().get(random.nextInt(kind.tokens().size()));
            long from = System.nanoTime();
            Object key = kind.lookUp().find(token);
            long nanos = System.nanoTime() - from;
            found = key;
            return (int) Math.min(nanos, Integer.MAX_VALUE);
        }
    }

    /** The mean time of a kind, of all but the slowest hundredth, in nanoseconds. */
    double mean(int kind) {
        return summary(kind, limit(0.99, kind)).mean();
    }

    /** The greatest |t| between two kinds, over all times and over the fastest shares of them. */
    double t(int one, int other) {
        double greatest = 0;
        for (double share : FASTEST) {
            int limit = limit(share, one, other);
            greatest = Math.max(greatest, Math.abs(summary(one, limit).t(summary(other, limit))));
        }
        return greatest;
    }

    /** The time below which a share of some kinds' times lie, all taken together. */
    private int limit(double share, int... kinds) {
        int[] all = Arrays.stream(kinds)
                .flatMap(kind -> Arrays.stream(nanos[kind]))
                .sorted()
                .toArray();
        return all[(int) Math.round(share * (all.length - 1))];
    }

    private Welch summary(int kind, int limit) {
        Welch summary = new Welch();
        for (int sample : nanos[kind]) {
            if (sample <= limit) {
                summary.add(sample);
            }
        }
        return summary;
    }
}
