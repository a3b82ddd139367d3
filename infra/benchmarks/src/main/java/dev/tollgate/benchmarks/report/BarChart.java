package dev.tollgate.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of one kind beside each other, as SVG. */
final class BarChart {
    private static final int WIDTH = 720;
    private static final int LABELS = 270;
    private static final int NUMBERS = 110;
    private static final int LINE = 30;
    private static final int BAR = 18;
    private static final String OURS = "#2563eb";
    private static final String THEIRS = "#8b95a5";

    private final String title;
    private final String unit;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, double value, boolean ours) {}

    BarChart(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    BarChart ours(String label, double value) {
        bars.add(new Bar(label, value, true));
        return this;
    }

    BarChart theirs(String label, double value) {
        bars.add(new Bar(label, value, false));
        return this;
    }

    String svg() {
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        int height = LINE * (bars.size() + 1) + 14;
        StringBuilder svg = new StringBuilder(Svg.begin(WIDTH, height, title));
        int y = LINE;
        for (Bar bar : bars) {
            double width = Math.max(1, (WIDTH - LABELS - NUMBERS) * bar.value() / most);
            svg.append(String.format(
                    Locale.ROOT,
                    "  <text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                            + "  <rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                            + "  <text x=\"%.1f\" y=\"%d\">%s %s</text>%n",
                    LABELS - 8,
                    y + 14,
                    bar.label(),
                    LABELS,
                    y,
                    width,
                    BAR,
                    bar.ours() ? OURS : THEIRS,
                    LABELS + width + 6,
                    y + 14,
                    Svg.number(bar.value()),
                    unit));
            y += LINE;
        }
        return svg.append("</svg>\n").toString();
    }
}
