package dev.tollgate.admin.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Days at a glance: a bar for each, as high as its share of the highest.
 *
 * @param bars in a box of 120 × 24
 * @param summary the same in words
 */
public record Sparkline(List<Bar> bars, String summary) {
    private static final double WIDTH = 120;
    private static final double HEIGHT = 24;
    private static final double SHARE_OF_BAR = 0.75;
    private static final double HEIGHT_MIN = 1;

    /** A rectangle. */
    public record Bar(String x, String y, String width, String height) {}

    /** Draws numbers, none of them below 0, the last one today's. */
    public static Sparkline of(List<Long> days) {
        long most = days.stream().mapToLong(Long::longValue).max().orElse(0);
        long all = days.stream().mapToLong(Long::longValue).sum();
        double step = WIDTH / Math.max(1, days.size());
        List<Bar> bars = IntStream.range(0, days.size())
                .filter(i -> days.get(i) > 0)
                .mapToObj(i -> {
                    double height = Math.max(HEIGHT_MIN, HEIGHT * days.get(i) / most);
                    return new Bar(
                            number(i * step), number(HEIGHT - height), number(step * SHARE_OF_BAR), number(height));
                })
                .toList();
        return new Sparkline(
                bars,
                String.format(Locale.ENGLISH, "%,d in %d days, %,d on the busiest of them", all, days.size(), most));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
