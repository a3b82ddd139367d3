package dev.tollgate.benchmarks;

/** The mean and variance of samples as they come (Welford), and Welch's t between two of them. */
final class Welch {
    private long count;
    private double mean;
    private double squares;

    void add(double sample) {
        count++;
        double difference = sample - mean;
        mean += difference / count;
        squares += difference * (sample - mean);
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /**
     * How many standard errors the means lie apart; beyond 4.5 they are not of one distribution by chance.
     *
     * @throws IllegalStateException if either has fewer than two samples
     */
    double t(Welch other) {
        return (mean - other.mean) / Math.sqrt(squaredError() + other.squaredError());
    }

    private double squaredError() {
        if (count < 2) {
            throw new IllegalStateException("A variance needs two samples or more.");
        }
        return squares / (count - 1) / count;
    }
}
