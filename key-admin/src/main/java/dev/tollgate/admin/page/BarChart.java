package dev.tollgate.admin.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of columns, each with what was admitted and, on top of it, what was refused. Drawn here, as SVG, so that it is there
 * with the page, on paper, and where no script runs.
 *
 * @param columns from left to right
 * @param lines from the bottom up, each with the number that it stands for
 * @param summary the whole in a sentence
 */
public record BarChart(List<Column> columns, List<Line> lines, String summary) {
    /** The box that it is drawn in; what shows it scales it. */
    public static final int WIDTH = 960;

    public static final int HEIGHT = 260;

    private static final double LEFT = 56;
    private static final double TOP = 12;
    private static final double BOTTOM = 30;
    private static final double SHARE_OF_BAR = 0.72;
    private static final int LABELS_MAX = 12;
    private static final int LINES = 4;
    private static final long[] ROUND_TENTHS = {10, 15, 20, 25, 30, 40, 50, 75};

    /** What one column stands for. */
    public record Value(String label, String text, long admitted, long refused) {
        long sum() {
            return admitted + refused;
        }
    }

    /**
     * One column.
     *
     * @param label below it; empty where there is no room
     * @param text all of it, for whoever points at it
     */
    public record Column(String label, String text, String middle, Box admitted, Box refused, Box whole) {}

    /** A rectangle. */
    public record Box(String x, String y, String width, String height) {}

    /** A line across. */
    public record Line(String y, String number) {}

    /** Draws it. */
    public static BarChart of(List<Value> values, String summary) {
        long most = values.stream().mapToLong(Value::sum).max().orElse(0);
        long step = step(most);
        double top = step * (double) LINES;
        double room = (WIDTH - LEFT) / Math.max(1, values.size());
        double height = HEIGHT - TOP - BOTTOM;
        int labelEach = (values.size() + LABELS_MAX - 1) / LABELS_MAX;
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i);
            double x = LEFT + i * room;
            double bar = x + room * (1 - SHARE_OF_BAR) / 2;
            double admitted = height * value.admitted() / top;
            double refused = height * value.refused() / top;
            double base = TOP + height;
            columns.add(new Column(
                    i % Math.max(1, labelEach) == 0 ? value.label() : "",
                    value.text(),
                    number(x + room / 2),
                    box(bar, base - admitted, room * SHARE_OF_BAR, admitted),
                    box(bar, base - admitted - refused, room * SHARE_OF_BAR, refused),
                    box(x, TOP, room, height)));
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i <= LINES; i++) {
            lines.add(new Line(
                    number(TOP + height - height * i / LINES), String.format(Locale.ENGLISH, "%,d", step * i)));
        }
        return new BarChart(List.copyOf(columns), List.copyOf(lines), summary);
    }

    /** What lies between two lines: a round number, so that all fits below the last of them. */
    static long step(long most) {
        long least = Math.max(1, (most + LINES - 1) / LINES);
        for (long power = 1; ; power *= 10) {
            for (long tenths : ROUND_TENTHS) {
                long step = power * tenths / 10;
                if (step >= least && step * 10 == power * tenths) {
                    return step;
                }
            }
        }
    }

    private static Box box(double x, double y, double width, double height) {
        return new Box(number(x), number(y), number(width), number(height));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
