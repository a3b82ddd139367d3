package dev.tollgate.benchmarks.report;

import java.util.Locale;

/** What all pictures have: they need no script and no font of their own, and are seen on light and on dark ground. */
final class Svg {
    private Svg() {}

    /** Begins a picture, with its title in the first line. */
    static String begin(int width, int height, String title) {
        return String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "  <style>text{fill:#1f2937}@media(prefers-color-scheme:dark){text{fill:#e5e7eb}}</style>%n"
                        + "  <text x=\"0\" y=\"16\" font-weight=\"bold\">%s</text>%n",
                width, height, title, title);
    }

    /** As a person reads it. */
    static String number(double value) {
        if (value >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String plain = String.format(Locale.ROOT, value >= 1 ? "%.1f" : "%.4f", value);
        return plain.contains(".") ? plain.replaceFirst("\\.?0+$", "") : plain;
    }
}
