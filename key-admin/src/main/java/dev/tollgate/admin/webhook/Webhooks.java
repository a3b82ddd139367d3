package dev.tollgate.admin.webhook;

import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Those who are told what happens. */
@Component
final class Webhooks {
    /** So that a receiver can take the new secret when it likes. */
    private static final Duration BOTH_SECRETS = Duration.ofHours(24);

    private static final int MOST = 100;
    private static final String COLUMNS =
            "id, url, form, events, state, secret_version, secret_before_until, created_at";

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Signing signing;
    private final WebhookEvents events;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Webhooks(
            JdbcClient database,
            TransactionTemplate transactions,
            Signing signing,
            WebhookEvents events,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.signing = signing;
        this.events = events;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** All of them, the oldest first. */
    List<Webhook> all() {
        return database.sql("SELECT " + COLUMNS + " FROM webhooks ORDER BY id")
                .query(Webhooks::read)
                .list();
    }

    /** @throws ProblemException if it is not there */
    Webhook get(String id) {
        return find(id, "");
    }

    private Webhook find(String id, String lock) {
        return database.sql("SELECT " + COLUMNS + " FROM webhooks WHERE id = ?" + lock)
                .param(id)
                .query(Webhooks::read)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("There is no such webhook."));
    }

    /** Its secret, which is shown when it is made or changed. */
    String secret(Webhook webhook) {
        return signing.secret(webhook.id(), webhook.secretVersion());
    }

    Webhook create(String url, String form, List<String> wanted) {
        return inTransaction(() -> {
            if (all().size() >= MOST) {
                throw ProblemException.conflict("There are " + MOST + " webhooks already. Remove one first.");
            }
            Webhook made = new Webhook(ids.next("whk"), url, form, wanted, Webhook.ACTIVE, 1, null, now());
            database.sql("INSERT INTO webhooks (id, url, form, events, state, secret_version, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            made.id(),
                            url,
                            form,
                            wanted.toArray(String[]::new),
                            made.state(),
                            1,
                            Timestamp.from(made.createdAt()))
                    .update();
            audit.record("webhook.created", "webhook", made.id(), null, terms(made));
            return made;
        });
    }

    /** @param url null for what it is; so are the others */
    Webhook change(String id, @Nullable String url, @Nullable List<String> wanted, @Nullable String state) {
        return inTransaction(() -> {
            Webhook before = find(id, " FOR UPDATE");
            Webhook after = new Webhook(
                    id,
                    Objects.requireNonNullElse(url, before.url()),
                    before.form(),
                    Objects.requireNonNullElse(wanted, before.events()),
                    Objects.requireNonNullElse(state, before.state()),
                    before.secretVersion(),
                    before.secretBeforeUntil(),
                    before.createdAt());
            if (!after.equals(before)) {
                database.sql("UPDATE webhooks SET url = ?, events = ?, state = ? WHERE id = ?")
                        .params(after.url(), after.events().toArray(String[]::new), after.state(), id)
                        .update();
                audit.record("webhook.changed", "webhook", id, terms(before), terms(after));
            }
            return after;
        });
    }

    /** Gives it another secret. The one before signs, too, for a day. */
    Webhook rotate(String id) {
        return inTransaction(() -> {
            Webhook before = find(id, " FOR UPDATE");
            Instant until = now().plus(BOTH_SECRETS);
            database.sql(
                            "UPDATE webhooks SET secret_version = secret_version + 1, secret_before_until = ? WHERE id = ?")
                    .params(Timestamp.from(until), id)
                    .update();
            audit.record("webhook.secret_changed", "webhook", id, terms(before), terms(before));
            return find(id, "");
        });
    }

    void delete(String id) {
        inTransaction(() -> {
            Webhook before = find(id, " FOR UPDATE");
            database.sql("DELETE FROM webhooks WHERE id = ?").param(id).update();
            audit.record("webhook.deleted", "webhook", id, terms(before), null);
            return before;
        });
    }

    /** Sends it something to see whether it works. */
    void test(String id) {
        inTransaction(() -> {
            Webhook webhook = find(id, "");
            events.publishTest(id);
            return webhook;
        });
    }

    private static Map<String, Object> terms(Webhook webhook) {
        return Map.of(
                "url", webhook.url(), "form", webhook.form(), "events", webhook.events(), "state", webhook.state());
    }

    private Webhook inTransaction(Supplier<Webhook> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Webhook read(ResultSet row, int n) throws SQLException {
        Timestamp before = row.getTimestamp("secret_before_until");
        return new Webhook(
                row.getString("id"),
                row.getString("url"),
                row.getString("form"),
                List.of((String[]) row.getArray("events").getArray()),
                row.getString("state"),
                row.getInt("secret_version"),
                before == null ? null : before.toInstant(),
                row.getTimestamp("created_at").toInstant());
    }
}
