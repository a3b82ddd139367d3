package dev.tollgate.admin.operations;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whether an hour of a key is unusual, by the modified z-score of Iglewicz and Hoaglin ("How to Detect and Handle Outliers",
 * 1993): how many robust standard deviations (1.4826 × the median of the distances from the median) the hour lies above the
 * median of the hours in which the key was used. Numbers of requests are first transformed as Anscombe did (1948), 2·√(x + ⅜),
 * so that the scatter of few and of many is the same, 1 where they come by chance; less than 1 is never believed.
 *
 * <p>Above {@value #SCORE_MIN}, as they say, it is an outlier. As the key's own outliers are usual for it (a job each Monday,
 * a customer's campaign), an hour is unusual only if it is, too, more than half again as much as the most that four weeks have
 * seen. A key of less than a week is not judged.
 */
final class UsualRate {
    /** How many hours are compared with: four weeks. */
    static final int HOURS = 28 * 24;

    /** Below, an hour is worth nobody's time. */
    static final long REQUESTS_MIN = 100;

    private static final int HOURS_MIN = 7 * 24;
    private static final double SCORE_MIN = 3.5;
    private static final double OF_PEAK = 1.5;
    private static final double NORMAL = 1.4826;
    private static final double THREE_EIGHTHS = 0.375;

    private UsualRate() {}

    /**
     * An hour that is unusual.
     *
     * @param median requests of the hours before in which the key was used
     * @param peak the most of them
     * @param score how many robust standard deviations the hour lies above the median
     */
    record Finding(long median, long peak, double score) {}

    /**
     * Judges an hour.
     *
     * @param requests its requests, admitted or refused
     * @param before those of the {@link #HOURS} before it, from the oldest on; 0 where there were none
     */
    static Optional<Finding> judge(long requests, long[] before) {
        long[] used = Arrays.stream(before).filter(hour -> hour > 0).sorted().toArray();
        if (requests < REQUESTS_MIN || used.length == 0 || hoursKnown(before) < HOURS_MIN) {
            return Optional.empty();
        }
        long peak = used[used.length - 1];
        double median =
                median(Arrays.stream(used).mapToDouble(UsualRate::transformed).toArray());
        double[] distances = Arrays.stream(used)
                .mapToDouble(hour -> Math.abs(transformed(hour) - median))
                .sorted()
                .toArray();
        double deviation = Math.max(1, NORMAL * median(distances));
        double score = (transformed(requests) - median) / deviation;
        return score > SCORE_MIN && requests > OF_PEAK * peak
                ? Optional.of(new Finding(used[used.length / 2], peak, score))
                : Optional.empty();
    }

    private static int hoursKnown(long[] before) {
        for (int hour = 0; hour < before.length; hour++) {
            if (before[hour] > 0) {
                return before.length - hour;
            }
        }
        return 0;
    }

    private static double transformed(long requests) {
        return 2 * Math.sqrt(requests + THREE_EIGHTHS);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
