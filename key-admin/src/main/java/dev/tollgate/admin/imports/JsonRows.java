package dev.tollgate.admin.imports;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A JSON object in each line. */
final class JsonRows implements RowFormat {
    private final ObjectMapper json;

    JsonRows(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void begin(Lines lines) {
        // The first line is the first row.
    }

    @Override
    public JsonNode row(String line) throws NoRowException {
        try {
            JsonNode row = json.readTree(line);
            if (row.isObject()) {
                return row;
            }
        } catch (JacksonException e) {
            throw new NoRowException("is not JSON, or has a field twice", e);
        }
        throw new NoRowException("is not a JSON object", null);
    }
}
