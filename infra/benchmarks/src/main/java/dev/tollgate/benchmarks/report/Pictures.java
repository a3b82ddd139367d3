package dev.tollgate.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws what a report has beside peers, one picture for each figure, with all whom it stands beside; and how figures grow with
 * what their names say, one for each part and that: {@code pipeline: rate with 2g, keys: 1,000}.
 */
public final class Pictures {
    private static final Pattern GROWS = Pattern.compile("(\\w+): (.*), (\\w+): ([\\d,]+)");

    private Pictures() {}

    /** Writes a file for each figure that has a peer, and a unit. */
    public static void write(Report report, Path folder) throws IOException {
        Map<String, List<Row>> byName = new LinkedHashMap<>();
        for (Row row : report.rows()) {
            if (row.peerValue() != null && !row.unit().isEmpty()) {
                byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
            }
        }
        Files.createDirectories(folder);
        for (Map.Entry<String, List<Row>> figure : byName.entrySet()) {
            Row first = figure.getValue().get(0);
            BarChart chart = new BarChart(figure.getKey(), first.unit()).ours("Tollgate", first.value());
            for (Row row : figure.getValue()) {
                Double theirs = row.peerValue();
                if (theirs != null) {
                    chart.theirs(String.valueOf(row.peer()), theirs);
                }
            }
            Files.writeString(folder.resolve(file(figure.getKey())), chart.svg());
        }
        for (Map.Entry<String, Map<String, SortedMap<Double, Double>>> curve :
                curves(report).entrySet()) {
            String axis = curve.getKey().substring(curve.getKey().lastIndexOf(' ') + 1);
            LineChart chart = new LineChart(curve.getKey(), axis);
            curve.getValue().forEach(chart::line);
            Files.writeString(folder.resolve(file(curve.getKey())), chart.svg());
        }
    }

    private static Map<String, Map<String, SortedMap<Double, Double>>> curves(Report report) {
        Map<String, Map<String, SortedMap<Double, Double>>> curves = new LinkedHashMap<>();
        for (Row row : report.rows()) {
            Matcher grows = GROWS.matcher(row.name());
            if (grows.matches() && row.peerValue() == null) {
                curves.computeIfAbsent(
                                grows.group(1) + ": " + row.unit() + " by " + grows.group(3),
                                title -> new LinkedHashMap<>())
                        .computeIfAbsent(grows.group(2), line -> new TreeMap<>())
                        .put(Double.parseDouble(grows.group(4).replace(",", "")), row.value());
            }
        }
        return curves;
    }

    private static String file(String name) {
        return "bench-" + name.replaceAll("[^a-z]+", "-") + ".svg";
    }
}
