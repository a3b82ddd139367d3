package dev.tollgate.admin.alert;

import dev.tollgate.admin.webhook.EventType;
import dev.tollgate.admin.webhook.WebhookEvents;
import dev.tollgate.contracts.UtcDay;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells when half, four fifths or all of a day's quota is used: once each. */
@Component
final class QuotaAlerts {
    /**
     * A quota is a lineage's or an account's, as for the gates. First come the accounts of which one may have passed half: all of
     * their keys together, or one with a limit of its own. Only their keys are looked at.
     */
    private static final String PASSED = """
            WITH terms AS (
                SELECT a.id, u.admitted AS used,
                       CASE WHEN a.override_expires_at > ? THEN a.override_daily_limit ELSE p.daily_limit END AS daily_limit,
                       CASE WHEN p.quota_scope_from_day > ? THEN p.quota_scope_before ELSE p.quota_scope END AS scope
                FROM account_usage_daily u JOIN accounts a ON a.id = u.account_id JOIN plans p ON p.id = a.plan_id
                WHERE u.day = ? AND a.state <> 'deleted'
            ), perhaps AS MATERIALIZED (
                SELECT * FROM terms t WHERE used * 2 >= daily_limit
                    OR EXISTS (SELECT FROM api_keys k WHERE k.account_id = t.id AND k.daily_limit IS NOT NULL)
            ), quotas AS (
                SELECT t.id AS account_id, CASE WHEN t.scope = 'key' THEN k.lineage ELSE '' END AS lineage, max(k.id) AS key_id,
                       sum(d.admitted)::bigint AS used,
                       min(CASE WHEN t.scope = 'key' THEN least(t.daily_limit, k.daily_limit) ELSE t.daily_limit END)
                           AS daily_limit
                FROM perhaps t JOIN usage_daily d ON d.account_id = t.id AND d.day = ? JOIN api_keys k ON k.id = d.key_id
                GROUP BY 1, 2
            ), passed AS (
                INSERT INTO quota_alerts (day, account_id, lineage, percent, at)
                SELECT ?, account_id, lineage, percent, ? FROM quotas, unnest(ARRAY[50, 80, 100]) AS percent
                WHERE daily_limit > 0 AND used * 100 >= daily_limit * percent
                ON CONFLICT DO NOTHING RETURNING account_id, lineage, percent
            )
            SELECT DISTINCT ON (account_id, lineage) account_id, lineage, key_id, used, daily_limit, percent
            FROM passed JOIN quotas USING (account_id, lineage) ORDER BY account_id, lineage, percent DESC
            """;

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final WebhookEvents events;
    private final Clock clock;

    QuotaAlerts(JdbcClient database, TransactionTemplate transactions, WebhookEvents events, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** Looks for quotas that have passed something. Of several that were passed at once, the highest is told. */
    void look() {
        if (!events.isWanted(EventType.QUOTA_REACHED)) {
            return;
        }
        Instant now = clock.instant();
        int epochDay = UtcDay.of(now.toEpochMilli());
        LocalDate day = UtcDay.date(epochDay);
        transactions.executeWithoutResult(status ->
                events.publish(EventType.QUOTA_REACHED, passed(Timestamp.from(now), epochDay, Date.valueOf(day))));
    }

    private List<Map<String, Object>> passed(Timestamp now, int epochDay, Date day) {
        return database.sql(PASSED)
                .params(now, epochDay, day, day, day, now)
                .query((row, n) -> {
                    Map<String, Object> data = new LinkedHashMap<>();
                    data.put("account_id", row.getString("account_id"));
                    data.put("key_id", row.getString("lineage").isEmpty() ? null : row.getString("key_id"));
                    data.put("day", day.toLocalDate().toString());
                    data.put("percent", row.getInt("percent"));
                    data.put("used", row.getLong("used"));
                    data.put("daily_limit", row.getLong("daily_limit"));
                    return data;
                })
                .list();
    }
}
