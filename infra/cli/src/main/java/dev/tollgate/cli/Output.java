package dev.tollgate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Where results go, for people or for programs, and where remarks go, which are for people only. */
final class Output {
    private static final ObjectWriter JSON = new JsonMapper().writerWithDefaultPrettyPrinter();
    private static final String GAP = "  ";

    private final PrintWriter results;
    private final PrintWriter remarks;

    Output(PrintWriter results, PrintWriter remarks) {
        this.results = results;
        this.remarks = remarks;
    }

    /** Whether all results have arrived where they go. */
    boolean isWhole() {
        return !results.checkError();
    }

    void json(Object value) {
        line(JSON.writeValueAsString(value));
    }

    void line(String line) {
        results.println(line);
        results.flush();
    }

    /** Says something beside the result, which a pipe must not get. */
    void remark(String line) {
        remarks.println(line);
        remarks.flush();
    }

    /**
     * Prints rows below each other.
     *
     * @param columns their titles, in order, and what each shows of a row
     */
    void table(Map<String, Function<JsonNode, String>> columns, List<JsonNode> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.copyOf(columns.keySet()));
        for (JsonNode row : rows) {
            lines.add(columns.values().stream()
                    .map(column -> printable(column.apply(row)))
                    .toList());
        }
        print(lines);
    }

    /** Prints all fields of an object, one a line. */
    void fields(JsonNode object) {
        print(object.properties().stream()
                .map(field -> List.of(field.getKey(), printable(text(field.getValue()))))
                .toList());
    }

    private void print(List<List<String>> lines) {
        if (lines.isEmpty()) {
            return;
        }
        int[] widths = IntStream.range(0, lines.get(0).size())
                .map(column -> lines.stream()
                        .mapToInt(line -> length(line.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = line.get(column);
                text.append(cell)
                        .append(" ".repeat(widths[column] - length(cell)))
                        .append(GAP);
            }
            results.println(text.toString().stripTrailing());
        }
        results.flush();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** A value as a person reads it; a dash for none. */
    static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "-";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** Without what would move the cursor, or turn the direction of what follows: others have chosen these texts. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\ufffd");
    }
}
