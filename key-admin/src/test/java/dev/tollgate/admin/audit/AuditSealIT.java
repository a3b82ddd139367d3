package dev.tollgate.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.audit.AuditSeal.Verification;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A hole in the audit log shows, and nobody waits for that. */
class AuditSealIT {
    private static final String INSERT = "INSERT INTO audit_log (at, actor, action, object_type, object_id)"
            + " VALUES (now(), 'somebody', 'key.created', 'key', 'key_1') RETURNING id";

    private static final Database DATABASE = BackingServices.shared().newDatabase();
    private static final DataSource SOURCE =
            new DriverManagerDataSource(DATABASE.url(), DATABASE.user(), DATABASE.password());

    private final JdbcClient sql = JdbcClient.create(SOURCE);
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(SOURCE);
    private final AuditLog log =
            new AuditLog(new JdbcTemplate(SOURCE), new JsonMapper(), Clock.systemUTC(), transactions);
    private final AuditSeal seal = new AuditSeal(sql, new TransactionTemplate(transactions), Clock.systemUTC());

    @BeforeAll
    static void migrate() {
        Flyway.configure()
                .dataSource(SOURCE)
                .locations("classpath:db/key-admin")
                .placeholders(Map.of("application_role", DATABASE.applicationUser()))
                .load()
                .migrate();
    }

    @BeforeEach
    void empty() {
        sql.sql("ALTER TABLE audit_log DISABLE TRIGGER ALL").update();
        sql.sql("TRUNCATE audit_log, audit_blocks RESTART IDENTITY").update();
        sql.sql("ALTER TABLE audit_log ENABLE TRIGGER ALL").update();
    }

    @Test
    void shouldSealWhatWasWrittenBefore() {
        write(3);
        assertThat(seal.verify()).isEqualTo(new Verification(true, 0, 0, "", null));

        sealAll();
        Verification first = seal.verify();
        sql.sql("INSERT INTO audit_log (at, actor, action, object_type, object_id)"
                        + " SELECT now(), 'x', 'x', 'x', n::text FROM generate_series(1, 2500) n")
                .update();
        sealAll();
        Verification second = seal.verify();

        assertThat(first.intact()).isTrue();
        assertThat(first.blocks()).isEqualTo(1);
        assertThat(first.lastSealedLine()).isEqualTo(3);
        assertThat(second.intact()).isTrue();
        assertThat(second.blocks()).isEqualTo(2);
        assertThat(second.lastSealedLine()).isEqualTo(2_503);
        assertThat(second.head()).hasSize(64).isNotEqualTo(first.head());
    }

    @Test
    void shouldSealNothingWhereNothingIsNew() {
        write(1);
        sealAll();

        sealAll();

        assertThat(seal.verify().blocks()).isEqualTo(1);
    }

    @Test
    void shouldWaitForALineWhoseNumberIsTakenAndWhichIsNotThereYet() throws SQLException {
        write(1);
        sealAll();
        try (Connection late = SOURCE.getConnection();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            long number = insert(statement);
            write(1);
            sealAll();
            assertThat(seal.verify().lastSealedLine()).isLessThan(number);
            late.commit();
        }

        sealAll();

        Verification sealed = seal.verify();
        assertThat(sealed.intact()).isTrue();
        assertThat(sealed.lastSealedLine()).isEqualTo(3);
    }

    @Test
    void shouldBeSealedByOneOfSeveralInstances() {
        AuditSeal other =
                new AuditSeal(sql, new TransactionTemplate(new JdbcTransactionManager(SOURCE)), Clock.systemUTC());
        write(2);
        for (int round = 0; round < 3; round++) {
            seal.sealWhatIsFinal();
            other.sealWhatIsFinal();
            write(1);
        }

        Verification sealed = other.verify();

        assertThat(sealed.intact()).isTrue();
        assertThat(sealed.blocks()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_log SET actor = 'nobody' WHERE id = 4",
                "UPDATE audit_log SET after = '{\"a\": 2}' WHERE id = 4",
                "UPDATE audit_log SET before = after, after = NULL WHERE id = 4",
                "DELETE FROM audit_log WHERE id = 4",
                "DELETE FROM audit_log WHERE id > 2 AND id < 6",
                "INSERT INTO audit_log OVERRIDING SYSTEM VALUE SELECT -1, now(), 'x', 'x', 'x', 'x', NULL, NULL, NULL",
                "UPDATE audit_blocks SET lines = lines - 1 WHERE number = 2",
                "UPDATE audit_blocks SET last_line = last_line - 1 WHERE number = 2",
                "DELETE FROM audit_blocks WHERE number = 2"
            })
    void shouldShowWhatWasTamperedWith(String crime) {
        for (int block = 0; block < 3; block++) {
            write(3);
            sealAll();
        }
        assertThat(seal.verify().intact()).isTrue();
        sql.sql("ALTER TABLE audit_log DISABLE TRIGGER ALL").update();

        sql.sql(crime).update();

        Verification verification = seal.verify();
        assertThat(verification.intact()).isFalse();
        assertThat(verification.firstBrokenBlock()).isBetween(1L, 3L);
    }

    private static long insert(Statement statement) throws SQLException {
        try (ResultSet number = statement.executeQuery(INSERT)) {
            assertThat(number.next()).isTrue();
            return number.getLong(1);
        }
    }

    private void write(int lines) {
        for (int line = 0; line < lines; line++) {
            log.record("key.created", "key", "key_1", null, Map.of("a", 1));
        }
    }

    /** What was there before the first is final at the second, unless somebody is at work. */
    private void sealAll() {
        seal.sealWhatIsFinal();
        seal.sealWhatIsFinal();
    }
}
