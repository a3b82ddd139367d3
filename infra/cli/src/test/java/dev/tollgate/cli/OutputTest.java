package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutputTest {
    private final JsonMapper json = new JsonMapper();
    private final StringWriter results = new StringWriter();
    private final Output output = new Output(new PrintWriter(results), new PrintWriter(new StringWriter()));

    @Test
    void shouldAlignColumns() {
        // Given
        Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
        columns.put("ID", row -> Output.text(row.path("id")));
        columns.put("NAME", row -> Output.text(row.path("name")));

        // When
        output.table(
                columns,
                List.of(
                        json.readTree("{\"id\": \"long-one\", \"name\": \"x\"}"),
                        json.readTree("{\"id\": \"\ud83d\ude00\", \"name\": null}")));

        // Then
        assertThat(results).hasToString("ID        NAME\nlong-one  x\n\ud83d\ude00         -\n");
    }

    @Test
    void shouldShowEachField() {
        output.fields(json.readTree("{\"id\": \"x\", \"scopes\": [\"a\", \"b\"], \"limit\": null, \"shadow\": true}"));

        assertThat(results).hasToString("id      x\nscopes  [\"a\",\"b\"]\nlimit   -\nshadow  true\n");
    }

    @Test
    void shouldLetNobodyElseMoveTheCursor() {
        assertThat(Output.printable("a\u001b[2J\u202eb\r\nc\u2028")).isEqualTo("a\ufffd[2J\ufffdb\ufffd\ufffdc\ufffd");
    }
}
