package dev.tollgate.admin.webhook;

import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/** What was, or is to be, sent to whom, and how that went. Each message is sent until it is taken, for a day. */
@Component
final class Deliveries {
    private static final Duration TRIED_FOR = Duration.ofDays(1);
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(5);
    private static final Duration PAUSE_MAX = Duration.ofHours(3);
    private static final int PAUSE_GROWS = 3;
    private static final double JITTER = 0.2;

    /** Whoever has taken it to send it, and does not come back, has been cut off. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration KEPT = Duration.ofDays(30);

    /** Attempts of a message that are remembered: more than there are in a day. */
    private static final int LOG_MAX = 50;

    private static final String LEASED = """
            WITH due AS (
                SELECT d.webhook_id, d.event_id FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
                WHERE d.next_at <= ? AND w.state = 'active'
                ORDER BY d.next_at LIMIT ? FOR UPDATE OF d SKIP LOCKED)
            UPDATE webhook_deliveries d SET next_at = ?, attempts = d.attempts + 1
            FROM due, webhooks w, webhook_events e
            WHERE d.webhook_id = due.webhook_id AND d.event_id = due.event_id AND w.id = d.webhook_id AND e.id = d.event_id
            RETURNING d.webhook_id, d.event_id, d.since, d.attempts, e.body, w.url, w.form, w.secret_version, w.secret_before_until
            """;

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final Clock clock;
    private final Random random = new Random();

    Deliveries(JdbcClient database, TransactionTemplate transactions, AuditLog audit, ObjectMapper json, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** A message that is to be sent now, by whoever has it. */
    record Due(
            String webhookId,
            String eventId,
            Instant since,
            int attempts,
            String body,
            String url,
            String form,
            int secretVersion,
            @Nullable Instant secretBeforeUntil) {}

    /**
     * How it stands with a message, as the API shows it.
     *
     * @param state waiting, delivered, or dead: not taken within a day
     * @param nextAt when it is tried again
     * @param lastStatus of the last answer; null if there was none
     * @param lastError why it was not taken
     * @param log what came of each attempt, the earliest first; of many, the latest
     */
    record Delivery(
            String eventId,
            String type,
            Instant at,
            String state,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable Instant deliveredAt,
            @Nullable Instant lastAt,
            @Nullable Integer lastStatus,
            @Nullable String lastError,
            List<Attempt> log) {}

    /** What came of an attempt. */
    record Attempt(
            Instant at, @Nullable Integer status, @Nullable String error) {}

    /** Takes some that are due; nobody else sends them meanwhile. */
    List<Due> lease(int most) {
        Instant now = clock.instant();
        return database.sql(LEASED)
                .params(Timestamp.from(now), most, Timestamp.from(now.plus(LEASE)))
                .query((row, n) -> new Due(
                        row.getString("webhook_id"),
                        row.getString("event_id"),
                        row.getTimestamp("since").toInstant(),
                        row.getInt("attempts"),
                        row.getString("body"),
                        row.getString("url"),
                        row.getString("form"),
                        row.getInt("secret_version"),
                        instant(row, "secret_before_until")))
                .list();
    }

    /** Notes what came of sending it. */
    void sent(Due due, Sender.Sent sent) {
        Instant now = clock.instant();
        Instant next = now.plus(pause(due.attempts(), random.nextDouble()));
        boolean again = !sent.isDelivered()
                && !sent.isGone()
                && next.isBefore(due.since().plus(TRIED_FOR));
        database.sql(
                        "UPDATE webhook_deliveries SET next_at = ?, delivered_at = ?, last_at = ?, last_status = ?, last_error = ?,"
                                + " log = (CASE WHEN jsonb_array_length(log) < ? THEN log ELSE log - 0 END) || ?::jsonb"
                                + " WHERE webhook_id = ? AND event_id = ?")
                .params(Arrays.asList(
                        again ? Timestamp.from(next) : null,
                        sent.isDelivered() ? Timestamp.from(now) : null,
                        Timestamp.from(now),
                        sent.status(),
                        sent.error(),
                        LOG_MAX,
                        json.writeValueAsString(List.of(new Attempt(now, sent.status(), sent.error()))),
                        due.webhookId(),
                        due.eventId()))
                .update();
        if (sent.isGone()) {
            disable(due.webhookId());
        }
    }

    /** It is gone, and says so: nobody is to call it any more. */
    private void disable(String webhookId) {
        transactions.executeWithoutResult(status -> {
            int changed = database.sql("UPDATE webhooks SET state = 'disabled' WHERE id = ? AND state = 'active'")
                    .param(webhookId)
                    .update();
            if (changed > 0) {
                audit.record("webhook.gone", "webhook", webhookId, null, null);
            }
        });
    }

    /**
     * How long to wait after so many attempts: longer each time, and never as long as others do.
     *
     * @param chance from 0 to 1
     */
    static Duration pause(int attempts, double chance) {
        double millis =
                Math.min((double) PAUSE_MAX.toMillis(), PAUSE_FIRST.toMillis() * Math.pow(PAUSE_GROWS, attempts - 1.0));
        return Duration.ofMillis(Math.round(millis * (1 - JITTER + 2 * JITTER * chance)));
    }

    /** Those of a webhook, the latest first. */
    Page<Delivery> of(String webhookId, Page.Request page) {
        List<Delivery> found = database.sql("SELECT d.*, e.type, e.at FROM webhook_deliveries d"
                        + " JOIN webhook_events e ON e.id = d.event_id WHERE d.webhook_id = ? AND (? = '' OR d.event_id < ?)"
                        + " ORDER BY d.event_id DESC LIMIT ?")
                .params(webhookId, page.after(), page.after(), page.limit() + 1)
                .query(this::read)
                .list();
        return Page.of(found, page, Delivery::eventId);
    }

    /** Has a message sent again, from now on for a day, whether it was taken or is dead. */
    void replay(String webhookId, String eventId) {
        transactions.executeWithoutResult(status -> {
            Timestamp now = Timestamp.from(clock.instant());
            int found = database.sql(
                            "UPDATE webhook_deliveries SET since = ?, next_at = ?, attempts = 0, delivered_at = NULL"
                                    + " WHERE webhook_id = ? AND event_id = ?")
                    .params(now, now, webhookId, eventId)
                    .update();
            if (found == 0) {
                throw ProblemException.notFound("The webhook has no such delivery.");
            }
            audit.record("webhook.replayed", "webhook", webhookId, null, Map.of("event_id", eventId));
        });
    }

    /** Forgets what happened a month ago. */
    void forgetOld() {
        database.sql("DELETE FROM webhook_events WHERE at < ?")
                .param(Timestamp.from(clock.instant().minus(KEPT)))
                .update();
    }

    private Delivery read(ResultSet row, int n) throws SQLException {
        Instant next = instant(row, "next_at");
        Instant delivered = instant(row, "delivered_at");
        return new Delivery(
                row.getString("event_id"),
                row.getString("type"),
                row.getTimestamp("at").toInstant(),
                delivered != null ? "delivered" : next != null ? "waiting" : "dead",
                row.getInt("attempts"),
                next,
                delivered,
                instant(row, "last_at"),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                List.of(json.readValue(row.getString("log"), Attempt[].class)));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp moment = row.getTimestamp(column);
        return moment == null ? null : moment.toInstant();
    }
}
