package dev.tollgate.admin.imports;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.csv.CsvMapper;

/**
 * Comma-separated values, a row in each line, behind a line with the names of the fields. An empty value is none. Lists have
 * spaces between their elements; what the metadata holds under a name is in the column {@code metadata.name}.
 */
final class CsvRows implements RowFormat {
    private static final Set<String> LISTS = Set.of("scopes", "allowed_ips");
    private static final Set<String> NUMBERS = Set.of("daily_limit", "burst_per_second");
    private static final String METADATA = "metadata.";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern BLANKS = Pattern.compile(" +");

    private final ObjectReader csv = new CsvMapper().readerFor(String[].class);
    private List<String> names = List.of();

    @Override
    public void begin(Lines lines) throws IOException, NoRowException {
        Lines.Line first = lines.next();
        if (first == null || first.text() == null) {
            throw new NoRowException("Begin with a line that names the columns, such as hash,account_id,name.", null);
        }
        names = values(first.text());
        if (new HashSet<>(names).size() < names.size()) {
            throw new NoRowException("The first line names a column twice.", null);
        }
    }

    @Override
    public JsonNode row(String line) throws NoRowException {
        List<String> values = values(line);
        if (values.size() != names.size()) {
            throw new NoRowException(
                    "has " + values.size() + " values, and there are " + names.size()
                            + " columns; put quotes around a value with a comma, and a row into one line",
                    null);
        }
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int column = 0; column < values.size(); column++) {
            if (!values.get(column).isEmpty()) {
                put(row, names.get(column), values.get(column));
            }
        }
        return row;
    }

    private static void put(ObjectNode row, String name, String value) {
        if (LISTS.contains(name)) {
            ArrayNode list = row.putArray(name);
            BLANKS.splitAsStream(value.strip()).forEach(list::add);
        } else if (NUMBERS.contains(name) && NUMBER.matcher(value).matches()) {
            row.put(name, Long.parseLong(value));
        } else if (name.startsWith(METADATA)) {
            row.withObjectProperty("metadata").put(name.substring(METADATA.length()), value);
        } else {
            row.put(name, value);
        }
    }

    private List<String> values(String line) throws NoRowException {
        try {
            String[] values = csv.readValue(line);
            return List.of(values);
        } catch (JacksonException e) {
            throw new NoRowException("is not CSV", e);
        }
    }
}
