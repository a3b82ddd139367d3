package dev.tollgate.admin.imports;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How rows are written: each reads one line at a time. */
interface RowFormat {
    /** A line that is no row. */
    final class NoRowException extends Exception {
        private static final long serialVersionUID = 1L;

        NoRowException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Reads what stands before the rows. */
    void begin(Lines lines) throws IOException, NoRowException;

    /** The row in a line, with the fields that the API has for a key. */
    JsonNode row(String line) throws NoRowException;
}
