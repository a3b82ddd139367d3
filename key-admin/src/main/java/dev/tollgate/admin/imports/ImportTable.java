package dev.tollgate.admin.imports;

import dev.tollgate.admin.sql.BulkInsert;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables {@code imports} and {@code import_refusals}. */
@Component
final class ImportTable {
    private static final String COLUMNS =
            "id, state, pepper_id, rows, imported, known, refused, created_by, created_at, seen_at, ended_at";

    /** After so long without a word, an import has died with its process. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

    /** Any number that nothing else here locks. */
    private static final long LOCK = 0x696d706f72747331L;

    /** More than that are counted, and not told one by one. */
    private static final int REFUSALS_MAX = 10_000;

    private final JdbcClient database;
    private final BulkInsert refusals;
    private final Clock clock;

    ImportTable(JdbcClient database, JdbcTemplate bulk, Clock clock) {
        this.database = database;
        this.refusals = new BulkInsert(bulk, "import_refusals", "import_id, row, why");
        this.clock = clock;
    }

    Optional<KeyImport> find(String id) {
        return database.sql("SELECT " + COLUMNS + " FROM imports WHERE id = ?")
                .param(id)
                .query(this::read)
                .optional();
    }

    /** The newest first. */
    List<KeyImport> list(String before, int limit) {
        return database.sql("SELECT " + COLUMNS + " FROM imports WHERE ? = '' OR id < ? ORDER BY id DESC LIMIT ?")
                .params(before, before, limit)
                .query(this::read)
                .list();
    }

    List<RefusedRow> refusals(String id, long behind, int limit) {
        return database.sql("SELECT row, why FROM import_refusals WHERE import_id = ? AND row > ? ORDER BY row LIMIT ?")
                .params(id, behind, limit)
                .query((row, n) -> new RefusedRow(row.getLong("row"), row.getString("why")))
                .list();
    }

    void insert(KeyImport made) {
        Timestamp at = Timestamp.from(made.createdAt());
        database.sql(
                        "INSERT INTO imports (id, state, pepper_id, created_by, created_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(made.id(), made.state(), made.pepperId(), made.createdBy(), at, at))
                .update();
    }

    /** The import that is at work, if one is. Whoever asks is alone in asking until the transaction ends. */
    Optional<String> running() {
        database.sql("SELECT pg_advisory_xact_lock(?)")
                .param(LOCK)
                .query((row, n) -> n)
                .list();
        return database.sql("SELECT id FROM imports WHERE state = 'running' AND seen_at > ?")
                .param(longAgo())
                .query(String.class)
                .optional();
    }

    /** The import that is open for what gates find, and nobody else's until the transaction ends. */
    Optional<KeyImport> lockOpen() {
        return database.sql("SELECT " + COLUMNS + " FROM imports WHERE state = 'open' FOR UPDATE")
                .query(this::read)
                .optional();
    }

    /** Begins at the first row, whatever was there before. */
    void begin(String id) {
        database.sql("DELETE FROM import_refusals WHERE import_id = ?")
                .param(id)
                .update();
        database.sql("UPDATE imports SET state = 'running', rows = 0, imported = 0, known = 0, refused = 0, seen_at = ?"
                        + " WHERE id = ?")
                .params(now(), id)
                .update();
    }

    /** Counts rows that have been looked at; {@code refused} are among them. */
    void count(String id, long rows, long imported, long known, List<RefusedRow> refused) {
        long room = REFUSALS_MAX
                - database.sql("UPDATE imports SET rows = rows + ?, imported = imported + ?, known = known + ?,"
                                + " refused = refused + ?, seen_at = ? WHERE id = ? RETURNING refused - ?")
                        .params(rows, imported, known, refused.size(), now(), id, refused.size())
                        .query(Long.class)
                        .single();
        refusals.insert(refused.stream()
                .limit(Math.max(0, room))
                .map(refusal -> new @Nullable Object[] {id, refusal.row(), refusal.why()})
                .toList());
    }

    void end(String id, String state) {
        Timestamp at = now();
        database.sql("UPDATE imports SET state = ?, seen_at = ?, ended_at = ? WHERE id = ?")
                .params(state, at, at, id)
                .update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private Timestamp longAgo() {
        return Timestamp.from(clock.instant().minus(SILENCE_MAX));
    }

    private KeyImport read(ResultSet row, int n) throws SQLException {
        String state = row.getString("state");
        Instant endedAt = row.getTimestamp("ended_at") == null
                ? null
                : row.getTimestamp("ended_at").toInstant();
        boolean cutOff =
                state.equals(KeyImport.RUNNING) && row.getTimestamp("seen_at").before(longAgo());
        return new KeyImport(
                row.getString("id"),
                cutOff ? KeyImport.INTERRUPTED : state,
                row.getObject("pepper_id", Integer.class),
                row.getLong("rows"),
                row.getLong("imported"),
                row.getLong("known"),
                row.getLong("refused"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                endedAt);
    }
}
