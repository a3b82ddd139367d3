package dev.tollgate.admin.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.ObjectMapper;

/** A long answer, line by line: JSON objects, or CSV behind a line of names. What is written is not kept. */
public final class Lines {
    private static final MediaType CSV = new MediaType("text", "csv");

    private final ObjectMapper json;
    private final boolean csv;
    private final OutputStream out;

    private Lines(ObjectMapper json, boolean csv, OutputStream out) {
        this.json = json;
        this.csv = csv;
        this.out = out;
    }

    /**
     * Begins an answer. To be called when nothing can be refused any more, but for the format.
     *
     * @param format JSON lines, also where it is null, or {@code csv}
     * @param columns of CSV
     */
    public static Lines begin(
            HttpServletResponse response, ObjectMapper json, @Nullable String format, List<String> columns)
            throws IOException {
        boolean csv = "csv".equals(format);
        if (format != null && !csv && !format.equals("jsonl")) {
            throw ProblemException.invalid(List.of(new FieldError("format", "must be jsonl or csv")));
        }
        response.setContentType(csv ? CSV.toString() : MediaType.APPLICATION_NDJSON_VALUE);
        Lines lines = new Lines(json, csv, response.getOutputStream());
        if (csv) {
            lines.row(columns);
        }
        return lines;
    }

    public boolean isCsv() {
        return csv;
    }

    /** A line of JSON. */
    public void object(Object value) throws IOException {
        out.write(json.writeValueAsBytes(value));
        out.write('\n');
    }

    /** A line of CSV: null is an empty field. */
    public void row(List<? extends @Nullable Object> fields) throws IOException {
        StringJoiner row = new StringJoiner(",", "", "\r\n");
        for (Object field : fields) {
            row.add(field == null ? "" : quoted(field.toString()));
        }
        out.write(row.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
