package dev.tollgate.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The same figure, taken once in each round. */
public final class Samples {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The one in the middle; of an even number, the lower of the two. */
    public double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((sorted.size() - 1) / 2);
    }

    public double lowest() {
        return Collections.min(values);
    }

    public double highest() {
        return Collections.max(values);
    }

    /** Of this and another figure that were taken in the same rounds, how many times the other each was. */
    public Samples dividedBy(Samples other) {
        Samples ratios = new Samples();
        for (int round = 0; round < Math.min(values.size(), other.values.size()); round++) {
            ratios.add(values.get(round) / other.values.get(round));
        }
        return ratios;
    }
}
