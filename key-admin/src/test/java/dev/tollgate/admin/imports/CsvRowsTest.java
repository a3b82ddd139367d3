package dev.tollgate.admin.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.imports.RowFormat.NoRowException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {
    private final CsvRows rows = new CsvRows();

    @Test
    void shouldReadARowAsTheApiWouldHaveIt() throws Exception {
        begin("hash,name,scopes,daily_limit,metadata.team,metadata.cost centre,description");

        assertThat(rows.row("ab,\"Shop, \"\"old\"\"\",orders:read  orders:write,50,web,7,")
                        .toString())
                .isEqualTo(
                        "{\"hash\":\"ab\",\"name\":\"Shop, \\\"old\\\"\",\"scopes\":[\"orders:read\",\"orders:write\"],"
                                + "\"daily_limit\":50,\"metadata\":{\"team\":\"web\",\"cost centre\":\"7\"}}");
    }

    @Test
    void shouldLeaveWhatIsNoNumberToWhoeverChecksIt() throws Exception {
        begin("daily_limit");

        assertThat(rows.row("many").toString()).isEqualTo("{\"daily_limit\":\"many\"}");
        assertThat(rows.row("99999999999999999999").toString()).isEqualTo("{\"daily_limit\":\"99999999999999999999\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a,b,c", "\"a,b", "a,\"b"})
    void shouldRefuseARowThatDoesNotFitTheColumns(String row) throws Exception {
        begin("hash,name");

        assertThatThrownBy(() -> rows.row(row)).isInstanceOf(NoRowException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "hash,name,hash"})
    void shouldRefuseToBeginWithoutColumnsThatDiffer(String first) {
        assertThatThrownBy(() -> begin(first)).isInstanceOf(NoRowException.class);
    }

    private void begin(String first) throws Exception {
        rows.begin(new Lines(new ByteArrayInputStream(first.getBytes(StandardCharsets.UTF_8))));
    }
}
