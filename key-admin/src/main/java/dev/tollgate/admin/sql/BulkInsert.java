package dev.tollgate.admin.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.ByteStreamWriter;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Inserts rows by COPY, in the caller's transaction: a statement that is planned once, however many there are. */
public final class BulkInsert {
    private static final String NULL = "\\N";
    /** Of most rows; a longer one costs a copy. */
    private static final int ROW_LENGTH = 512;

    private final JdbcTemplate database;
    private final String copy;

    /** Into these columns of a table, which are separated by commas. */
    public BulkInsert(JdbcTemplate database, String table, String columns) {
        this.database = database;
        this.copy = "COPY " + table + " (" + columns + ") FROM STDIN";
    }

    /** Inserts rows of texts, numbers, flags, moments, bytes, arrays of texts, and nulls, each in the order of the columns. */
    public void insert(List<@Nullable Object[]> rows) {
        StringBuilder text = new StringBuilder(rows.size() * ROW_LENGTH);
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
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                return connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(copy, ByteStreamWriter.of(ByteBuffer.wrap(bytes)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append(NULL);
        } else if (value instanceof byte[] bytes) {
            HexFormat.of().formatHex(text.append("\\\\x"), bytes);
        } else if (value instanceof String[] elements) {
            appendArray(text, elements);
        } else {
            appendEscaped(text, value.toString());
        }
    }

    private static void appendArray(StringBuilder text, String[] elements) {
        char before = '{';
        for (String element : elements) {
            text.append(before).append('"');
            appendEscaped(text, element.replace("\\", "\\\\").replace("\"", "\\\""));
            text.append('"');
            before = ',';
        }
        text.append(elements.length == 0 ? "{}" : "}");
    }

    private static void appendEscaped(StringBuilder text, String value) {
        int done = 0;
        for (int i = 0; i < value.length(); i++) {
            String escaped =
                    switch (value.charAt(i)) {
                        case '\\' -> "\\\\";
                        case '\t' -> "\\t";
                        case '\n' -> "\\n";
                        case '\r' -> "\\r";
                        default -> "";
                    };
            if (!escaped.isEmpty()) {
                text.append(value, done, i).append(escaped);
                done = i + 1;
            }
        }
        text.append(value, done, value.length());
    }
}
