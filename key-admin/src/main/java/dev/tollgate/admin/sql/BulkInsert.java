package dev.tollgate.admin.sql;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Inserts rows by COPY, in the caller's transaction: a statement that is planned once, however many there are. */
public final class BulkInsert {
    private static final String NULL = "\\N";

    private final JdbcTemplate database;
    private final String copy;

    /** Into these columns of a table, which are separated by commas. */
    public BulkInsert(JdbcTemplate database, String table, String columns) {
        this.database = database;
        this.copy = "COPY " + table + " (" + columns + ") FROM STDIN";
    }

    /** Inserts rows of texts, numbers, flags, moments, bytes, arrays of texts, and nulls, each in the order of the columns. */
    public void insert(List<@Nullable Object[]> rows) {
        StringBuilder text = new StringBuilder();
        for (@Nullable Object[] row : rows) {
            char before = 0;
            for (Object value : row) {
                if (before != 0) {
                    text.append(before);
                }
                append(text, value);
                before = '\t';
            }
            text.append('\n');
        }
        database.execute((ConnectionCallback<Long>) connection -> {
            try {
                return connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(copy, new StringReader(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append(NULL);
        } else if (value instanceof byte[] bytes) {
            text.append("\\\\x").append(HexFormat.of().formatHex(bytes));
        } else if (value instanceof String[] elements) {
            appendEscaped(text, array(elements));
        } else {
            appendEscaped(text, value.toString());
        }
    }

    private static String array(String[] elements) {
        return Arrays.stream(elements)
                .map(element -> '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static void appendEscaped(StringBuilder text, String value) {
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(character);
            }
        }
    }
}
