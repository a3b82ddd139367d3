package dev.tollgate.admin.alert;

import dev.tollgate.admin.alert.AlertRules.Rules;
import dev.tollgate.admin.webhook.EventType;
import dev.tollgate.admin.webhook.WebhookEvents;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells of keys that will end, that nobody uses, and that are used as they never were: when they come to be so, and once. */
@Component
final class KeyAlerts {
    /** Who was away longer has missed what came to be so meanwhile; the hygiene report has it. */
    private static final Duration LOOKED_BACK = Duration.ofDays(1);

    private static final String EXPIRING = """
            SELECT id AS key_id, account_id, name, expires_at AS at FROM api_keys
            WHERE expires_at > ? AND expires_at <= ? AND state = 'active' AND replaced_by IS NULL
            """;

    private static final String UNUSED = """
            SELECT k.id AS key_id, k.account_id, k.name, u.last_used_at AS at
            FROM key_usage u JOIN api_keys k ON k.id = u.key_id
            WHERE u.last_used_at > ? AND u.last_used_at <= ? AND k.state = 'active'
              AND (k.expires_at IS NULL OR k.expires_at > now())
            """;

    private static final String UNUSUAL = """
            SELECT u.key_id, k.account_id, k.name, u.hour AS at, u.requests, u.median, u.peak
            FROM unusual_hours u JOIN api_keys k ON k.id = u.key_id WHERE u.hour > ? AND u.hour <= ?
            """;

    private final JdbcClient database;
    private final AlertRules rules;
    private final TransactionTemplate transactions;
    private final AlertLog told;
    private final WebhookEvents events;
    private final Clock clock;

    KeyAlerts(
            JdbcClient database,
            AlertRules rules,
            TransactionTemplate transactions,
            AlertLog told,
            WebhookEvents events,
            Clock clock) {
        this.database = database;
        this.rules = rules;
        this.transactions = transactions;
        this.told = told;
        this.events = events;
        this.clock = clock;
    }

    /** Looks for keys of which there is something to be said, now and then. */
    void lookForOldKeys() {
        Instant now = clock.instant();
        Rules current = rules.get();
        tell(EventType.KEY_EXPIRING, "expires_at", EXPIRING, now.plus(current.expiring()));
        tell(EventType.KEY_UNUSED, "last_used_at", UNUSED, now.minus(current.unused()));
    }

    /** Looks for hours in which keys were used as they never were. */
    void lookForUnusualUse() {
        tell(EventType.KEY_UNUSUAL, "hour", UNUSUAL, clock.instant());
    }

    /** @param until what has come to be so by then, within the day before */
    private void tell(EventType type, String moment, String sql, Instant until) {
        if (!events.isWanted(type)) {
            return;
        }
        transactions.executeWithoutResult(status -> {
            List<Map<String, Object>> news = database
                    .sql(sql)
                    .params(Timestamp.from(until.minus(LOOKED_BACK)), Timestamp.from(until))
                    .query((row, n) -> data(row, moment))
                    .list()
                    .stream()
                    .filter(data ->
                            told.note(type, String.valueOf(data.get("key_id")), String.valueOf(data.get(moment))))
                    .toList();
            events.publish(type, news);
        });
    }

    private static Map<String, Object> data(ResultSet row, String moment) throws SQLException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("key_id", row.getString("key_id"));
        data.put("account_id", row.getString("account_id"));
        data.put("name", row.getString("name"));
        data.put(moment, row.getTimestamp("at").toInstant().toString());
        if (moment.equals("hour")) {
            data.put("requests", row.getLong("requests"));
            data.put("usual", row.getLong("median"));
            data.put("most_before", row.getLong("peak"));
        }
        return data;
    }
}
