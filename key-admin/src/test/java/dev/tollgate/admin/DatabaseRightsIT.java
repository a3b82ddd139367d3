package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the application's role may do in the database, and that it is told where it may do more. */
class DatabaseRightsIT {
    private static final String WARNING = "owns the audit log";

    private final AdminSystem system = AdminSystem.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_log SET actor = 'x'",
                "DELETE FROM audit_log",
                "TRUNCATE audit_log",
                "ALTER TABLE audit_log DISABLE TRIGGER ALL",
                "DROP TABLE audit_log",
                "CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
                "UPDATE audit_blocks SET hash = hash",
                "DELETE FROM audit_blocks",
                "UPDATE plan_versions SET terms = terms",
                "DELETE FROM plan_versions",
                "DELETE FROM api_keys",
                "DELETE FROM usage_daily",
                "SELECT * FROM flyway_schema_history",
                "CREATE TABLE mine (id int)",
            })
    void shouldNotLetTheApplicationChangeThePastOrTheTables(String crime) {
        assertThatThrownBy(() -> asApplication().sql(crime).update())
                .hasStackTraceContaining("ERROR: ")
                .hasStackTraceContaining(
                        crime.startsWith("ALTER") || crime.startsWith("DROP") ? "must be owner" : "denied");
    }

    @Test
    void shouldLetTheApplicationReadEachTableOfItsOwn() {
        List<String> hidden = system.sql()
                .sql(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                                + " AND NOT relispartition AND NOT has_table_privilege(?, oid, 'SELECT, INSERT')")
                .param(system.database().applicationUser())
                .query(String.class)
                .list();

        assertThat(hidden).containsExactly("flyway_schema_history");
    }

    @Test
    void shouldWorkWithOneRoleAndSayWhatThatMeans() {
        Database database = BackingServices.shared().newDatabase();
        Database oneRole = new Database(
                database.url(), database.user(), database.password(), database.user(), database.password());
        long before = warnings();

        try (AdminSystem alone = AdminSystem.start(BackingServices.shared().kafkaBootstrapServers(), oneRole)
                .whenReady()) {
            assertThat(alone.http().account("free")).startsWith("acc_");
            assertThat(warnings()).isEqualTo(before + 1);
        }
    }

    @Test
    void shouldNotWarnWhereTheApplicationHasARoleOfItsOwn() {
        long before = warnings();

        try (AdminSystem another = system.another()) {
            assertThat(another.http().account("free")).startsWith("acc_");
            assertThat(warnings()).isEqualTo(before);
        }
    }

    /** Where another instance has brought the tables up to date. */
    @Test
    void shouldServeWithoutKnowingTheOwner() {
        Database known = system.database();
        Database withoutOwner =
                new Database(known.url(), "nobody", "", known.applicationUser(), known.applicationPassword());

        try (AdminSystem serving = AdminSystem.start(
                        BackingServices.shared().kafkaBootstrapServers(), withoutOwner, "--spring.flyway.enabled=false")
                .whenReady()) {
            assertThat(serving.http().account("free")).startsWith("acc_");
        }
    }

    private static long warnings() {
        return CapturedLog.text().lines().filter(line -> line.contains(WARNING)).count();
    }

    private JdbcClient asApplication() {
        Database database = system.database();
        return JdbcClient.create(new DriverManagerDataSource(
                database.url(), database.applicationUser(), database.applicationPassword()));
    }
}
