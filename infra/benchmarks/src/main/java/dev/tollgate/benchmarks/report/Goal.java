package dev.tollgate.benchmarks.report;

import java.util.Locale;

/**
 * What a figure, or its ratio to the peer's, should be.
 *
 * @param atLeast whether {@code bound} is the lowest that will do; else it is the highest
 */
public record Goal(boolean atLeast, double bound) {
    public static Goal atLeast(double bound) {
        return new Goal(true, bound);
    }

    public static Goal atMost(double bound) {
        return new Goal(false, bound);
    }

    boolean isMet(double figure) {
        return atLeast ? figure >= bound : figure <= bound;
    }

    @Override
    public String toString() {
        return (atLeast ? "≥ " : "≤ ")
                + (bound == Math.rint(bound) ? String.format(Locale.ROOT, "%,.0f", bound) : bound);
    }
}
