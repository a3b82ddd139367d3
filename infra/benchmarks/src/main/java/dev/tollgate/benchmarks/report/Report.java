package dev.tollgate.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** All figures of a run. */
public final class Report {
    private final List<Row> rows;

    public Report(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    List<Row> rows() {
        return rows;
    }

    /** As a table for a terminal. */
    public String table() {
        StringBuilder table = new StringBuilder();
        line(table, "", "median", "lowest – highest", "peer", "peer's", "ratio", "goal", "", "in");
        for (Row row : rows) {
            line(
                    table,
                    row.name(),
                    number(row.value()) + " " + row.unit(),
                    number(row.low()) + " – " + number(row.high()),
                    row.peer() == null ? "" : row.peer(),
                    row.peerValue() == null ? "" : number(row.peerValue()),
                    row.ratio() == null ? "" : number(row.ratio()),
                    row.goal() == null ? "" : row.goal().toString(),
                    verdict(row.met()),
                    row.run());
        }
        return table.toString();
    }

    private static void line(StringBuilder table, String... cells) {
        String row = String.format(Locale.ROOT, "%-46s %20s  %-22s %-34s %10s %8s  %-11s %-8s %s", (Object[]) cells);
        table.append(row.stripTrailing()).append('\n');
    }

    private static String verdict(@Nullable Boolean met) {
        if (met == null) {
            return "";
        }
        return met ? "met" : "not met";
    }

    private static String number(double value) {
        String format = value >= 1_000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** Writes {@code [{name, value, unit, peer, peer_value, ratio, goal, met, run}, …]}; what is not there is null. */
    public void writeTo(Path file) throws IOException {
        JsonMapper mapper = new JsonMapper();
        ArrayNode list = mapper.createArrayNode();
        for (Row row : rows) {
            list.addObject()
                    .put("name", row.name())
                    .put("value", row.value())
                    .put("low", row.low())
                    .put("high", row.high())
                    .put("unit", row.unit())
                    .put("peer", row.peer())
                    .put("peer_value", row.peerValue())
                    .put("ratio", row.ratio())
                    .put("goal", row.goal() == null ? null : row.goal().toString())
                    .put("met", row.met())
                    .put("run", row.run());
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n");
    }
}
