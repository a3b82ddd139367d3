package dev.tollgate.admin.alert;

import dev.tollgate.admin.usage.QuotasOfDay;
import dev.tollgate.admin.webhook.EventType;
import dev.tollgate.admin.webhook.WebhookEvents;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells when some parts of a day's quota are used: once each. */
@Component
final class QuotaAlerts {
    private static final String PASSED = QuotasOfDay.SQL + """
            , passed AS (
                SELECT *, account_id || ' ' || lineage || ' ' || percent AS subject
                FROM quotas, unnest(?::int[]) AS percent
                WHERE daily_limit > 0 AND used * 100 >= daily_limit * percent
            ), told AS (
                INSERT INTO alerts (kind, subject, period, at)
                SELECT 'quota.reached', subject, ?, ? FROM passed ON CONFLICT DO NOTHING RETURNING subject
            )
            SELECT DISTINCT ON (account_id, lineage) account_id, lineage, key_id, used, daily_limit, percent
            FROM told JOIN passed USING (subject) ORDER BY account_id, lineage, percent DESC
            """;

    private static final double PERCENT = 100.0;

    private final JdbcClient database;
    private final AlertRules rules;
    private final TransactionTemplate transactions;
    private final WebhookEvents events;
    private final Clock clock;

    QuotaAlerts(
            JdbcClient database,
            AlertRules rules,
            TransactionTemplate transactions,
            WebhookEvents events,
            Clock clock) {
        this.database = database;
        this.rules = rules;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** Looks for quotas that have passed something. Of several that were passed at once, the highest is told. */
    void look() {
        List<Integer> percents = rules.get().quotaPercents();
        if (percents.isEmpty() || !events.isWanted(EventType.QUOTA_REACHED)) {
            return;
        }
        transactions.executeWithoutResult(
                status -> events.publish(EventType.QUOTA_REACHED, passed(percents, clock.instant())));
    }

    private List<Map<String, Object>> passed(List<Integer> percents, Instant now) {
        String day = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        List<Object> parameters = new ArrayList<>(QuotasOfDay.parameters(now, percents.get(0) / PERCENT));
        parameters.addAll(List.of(percents.toArray(Integer[]::new), day, Timestamp.from(now)));
        return database.sql(PASSED)
                .params(parameters)
                .query((row, n) -> {
                    Map<String, Object> data = new LinkedHashMap<>();
                    data.put("account_id", row.getString("account_id"));
                    data.put("key_id", row.getString("lineage").isEmpty() ? null : row.getString("key_id"));
                    data.put("day", day);
                    data.put("percent", row.getInt("percent"));
                    data.put("used", row.getLong("used"));
                    data.put("daily_limit", row.getLong("daily_limit"));
                    return data;
                })
                .list();
    }
}
