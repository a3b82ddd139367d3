package dev.tollgate.admin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class BulkInsertIT {
    private static final String ODD = "a\tb\nc\rd\\e\\N \"f\" {g,h} 'i' \\. ä€😀";

    private final Database database = BackingServices.shared().newDatabase();
    private final JdbcTemplate sql =
            new JdbcTemplate(new DriverManagerDataSource(database.url(), database.user(), database.password()));
    private final BulkInsert insert = new BulkInsert(sql, "things", "id, name, tags, hash, at, good, terms");

    @BeforeEach
    void createTable() {
        sql.execute("CREATE TABLE things (id bigint PRIMARY KEY, name text, tags text[], hash bytea, at timestamptz,"
                + " good boolean, terms jsonb)");
    }

    @Test
    void shouldWriteEachValueAsItIs() {
        Instant at = Instant.parse("2026-11-26T01:02:03.456Z");

        insert.insert(List.of(
                new Object[] {
                    1, ODD, new String[] {ODD, "", "NULL"}, new byte[] {0, 92, -1}, at, true, "{\"a\":\"\\n\"}"
                },
                new Object[] {2L, null, new String[] {}, null, null, false, null},
                new Object[] {3, "", null, new byte[] {}, null, null, "null"}));

        var row = sql.queryForMap("SELECT * FROM things WHERE id = 1");
        assertThat(row).containsEntry("name", ODD).containsEntry("hash", new byte[] {0, 92, -1});
        assertThat(row).containsEntry("at", Timestamp.from(at)).containsEntry("good", true);
        assertThat(row.get("terms")).hasToString("{\"a\": \"\\n\"}");
        assertThat(sql.queryForList("SELECT unnest(tags) FROM things WHERE id = 1", String.class))
                .containsExactly(ODD, "", "NULL");
        assertThat(sql.queryForObject(
                        "SELECT name IS NULL AND tags = '{}' AND at IS NULL FROM things WHERE id = 2", Boolean.class))
                .isTrue();
        assertThat(sql.queryForObject(
                        "SELECT name = '' AND tags IS NULL AND hash = '' FROM things WHERE id = 3", Boolean.class))
                .isTrue();
    }

    @Test
    void shouldWriteAllOrNone() {
        List<Object[]> rows = new ArrayList<>();
        for (long id = 0; id < 1_000; id++) {
            rows.add(new Object[] {id, "n" + id, null, null, null, null, null});
        }
        insert.insert(List.copyOf(rows));
        assertThat(count()).containsExactly(1_000L);

        assertThatThrownBy(() -> insert.insert(List.of(
                        new Object[] {2_000, "new", null, null, null, null, null},
                        new Object[] {7, "there", null, null, null, null, null})))
                .isInstanceOf(DuplicateKeyException.class);

        assertThat(count()).containsExactly(1_000L);
        insert.insert(List.of());
        assertThat(count()).containsExactly(1_000L);
    }

    private List<Long> count() {
        return sql.queryForList("SELECT count(*) FROM things", Long.class);
    }
}
