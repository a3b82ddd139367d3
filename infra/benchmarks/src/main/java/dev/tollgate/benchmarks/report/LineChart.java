package dev.tollgate.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** How figures grow, as SVG. Both axes are logarithmic, for what grows here does so by powers of ten. */
final class LineChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 340;
    private static final int LEFT = 90;
    private static final int RIGHT = 230;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final double LEGEND_STEP = 20;
    private static final List<String> COLOURS = List.of("#2563eb", "#d97706", "#059669", "#9333ea");

    private final String title;
    private final String axis;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String label, List<Point> points) {}

    private record Point(double x, double y) {}

    /** @param axis what grows from left to right */
    LineChart(String title, String axis) {
        this.title = title;
        this.axis = axis;
    }

    /** Adds one, by what grows. All numbers are above 0. */
    LineChart line(String label, SortedMap<Double, Double> points) {
        List<Point> inOrder = new ArrayList<>();
        points.forEach((x, y) -> inOrder.add(new Point(x, y)));
        lines.add(new Line(label, inOrder));
        return this;
    }

    String svg() {
        Scale across = new Scale(all(Point::x), LEFT, WIDTH - RIGHT);
        Scale up = new Scale(all(Point::y), HEIGHT - BOTTOM, TOP);
        StringBuilder svg = new StringBuilder(Svg.begin(WIDTH, HEIGHT, title));
        for (double tick : all(Point::x)) {
            svg.append(text(across.at(tick), HEIGHT - BOTTOM + 20, "middle", Svg.number(tick)));
        }
        for (double power : up.powers()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "  <path d=\"M%d %.1fH%d\" stroke=\"#8b95a5\" stroke-opacity=\"0.4\"/>%n",
                    LEFT,
                    up.at(power),
                    WIDTH - RIGHT));
            svg.append(text(LEFT - 8, up.at(power) + 4, "end", Svg.number(power)));
        }
        svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", axis));
        for (int i = 0; i < lines.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            draw(lines.get(i), colour, across, up, svg);
            // Beside all of them: lines may end in one point.
            double y = TOP + LEGEND_STEP * i;
            svg.append(dot(WIDTH - RIGHT + 40, y, colour));
            svg.append(text(WIDTH - RIGHT + 50, y + 4, "start", lines.get(i).label));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(Line line, String colour, Scale across, Scale up, StringBuilder svg) {
        String path = line.points.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f %.1f", across.at(point.x), up.at(point.y)))
                .collect(Collectors.joining("L", "M", ""));
        svg.append(String.format("  <path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, colour));
        for (Point point : line.points) {
            svg.append(dot(across.at(point.x), up.at(point.y), colour));
        }
    }

    private static String dot(double x, double y, String colour) {
        return String.format(Locale.ROOT, "  <circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, colour);
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT, "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private double[] all(ToDoubleFunction<Point> number) {
        return lines.stream()
                .flatMap(line -> line.points.stream())
                .mapToDouble(number)
                .distinct()
                .toArray();
    }

    /** Where a number lies between two edges. */
    private static final class Scale {
        private final double low;
        private final double high;
        private final double from;
        private final double to;

        Scale(double[] numbers, double from, double to) {
            this.low = Math.floor(Math.log10(DoubleStream.of(numbers).min().orElse(1)) * 2) / 2;
            this.high = Math.max(
                    low + 0.5,
                    Math.ceil(Math.log10(DoubleStream.of(numbers).max().orElse(10)) * 2) / 2);
            this.from = from;
            this.to = to;
        }

        double at(double number) {
            return from + (to - from) * (Math.log10(number) - low) / (high - low);
        }

        double[] powers() {
            return DoubleStream.iterate(Math.ceil(low), power -> power <= high, power -> power + 1)
                    .map(power -> Math.pow(10, power))
                    .toArray();
        }
    }
}
