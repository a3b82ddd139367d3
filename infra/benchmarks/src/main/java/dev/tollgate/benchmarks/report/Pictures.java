package dev.tollgate.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws what a report has beside peers: one picture for each figure, with all whom it stands beside. */
public final class Pictures {
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
    }

    private static String file(String name) {
        return "bench-" + name.replaceAll("[^a-z]+", "-") + ".svg";
    }
}
