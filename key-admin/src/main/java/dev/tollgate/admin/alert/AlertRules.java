package dev.tollgate.admin.alert;

import dev.tollgate.admin.audit.AuditLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** When somebody is told of something. Who is told, webhooks say. */
@Component
final class AlertRules {
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final AuditLog audit;

    AlertRules(JdbcClient database, TransactionTemplate transactions, AuditLog audit) {
        this.database = database;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * The rules, as the API shows them.
     *
     * @param quotaPercents of a day's quota at which it is told that so much is used, ascending; none for never
     * @param expiringDays how long before its end it is told of a key
     * @param unusedDays after how long without use it is told of a key
     * @param behindSeconds how far usage is behind when it is told so
     */
    record Rules(List<Integer> quotaPercents, int expiringDays, int unusedDays, int behindSeconds) {
        Duration expiring() {
            return Duration.ofDays(expiringDays);
        }

        Duration unused() {
            return Duration.ofDays(unusedDays);
        }

        Duration behind() {
            return Duration.ofSeconds(behindSeconds);
        }

        private Map<String, Object> told() {
            return Map.of(
                    "quota_percents", quotaPercents,
                    "expiring_days", expiringDays,
                    "unused_days", unusedDays,
                    "behind_seconds", behindSeconds);
        }
    }

    Rules get() {
        return read("");
    }

    /** Changes them; what is told of from then on is told by the new ones. */
    Rules change(UnaryOperator<Rules> change) {
        return Objects.requireNonNull(transactions.execute(status -> {
            Rules before = read(" FOR UPDATE");
            Rules after = change.apply(before);
            database.sql(
                            "UPDATE alert_rules SET quota_percents = ?, expiring_days = ?, unused_days = ?, behind_seconds = ?")
                    .params(
                            after.quotaPercents().toArray(Integer[]::new),
                            after.expiringDays(),
                            after.unusedDays(),
                            after.behindSeconds())
                    .update();
            audit.record("alerts.changed", "alert_rules", "all", before.told(), after.told());
            return after;
        }));
    }

    private Rules read(String lock) {
        return database.sql("SELECT * FROM alert_rules" + lock)
                .query((row, n) -> new Rules(
                        List.of((Integer[]) row.getArray("quota_percents").getArray()),
                        row.getInt("expiring_days"),
                        row.getInt("unused_days"),
                        row.getInt("behind_seconds")))
                .single();
    }
}
