package dev.tollgate.admin.alert;

import dev.tollgate.admin.webhook.EventType;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was told of already. Whoever notes something first tells of it, in one transaction. */
@Component
final class AlertLog {
    /** Longer than any period of which something is told once. */
    private static final Duration KEPT = Duration.ofDays(400);

    private final JdbcClient database;
    private final Clock clock;

    AlertLog(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What was told of, and when. */
    record Told(String kind, String subject, String period, Instant at) {}

    /** The latest first. */
    List<Told> latest(int most) {
        return database.sql("SELECT kind, subject, period, at FROM alerts ORDER BY at DESC, kind, subject LIMIT ?")
                .param(most)
                .query((row, n) -> new Told(
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("period"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /** Whether this is the first time. */
    boolean note(EventType kind, String subject, String period) {
        return database.sql("INSERT INTO alerts (kind, subject, period, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                        .params(kind.word(), subject, period, Timestamp.from(clock.instant()))
                        .update()
                > 0;
    }

    /** Takes a note back; whether there was one. */
    boolean forget(EventType kind, String subject) {
        return database.sql("DELETE FROM alerts WHERE kind = ? AND subject = ?")
                        .params(kind.word(), subject)
                        .update()
                > 0;
    }

    void forgetOld() {
        database.sql("DELETE FROM alerts WHERE at < ?")
                .param(Timestamp.from(clock.instant().minus(KEPT)))
                .update();
    }
}
