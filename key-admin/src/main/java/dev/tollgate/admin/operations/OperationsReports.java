package dev.tollgate.admin.operations;

import dev.tollgate.contracts.UtcDay;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Today, across all accounts. Asks the database once in five seconds at most, for all who look: it has to read all of today. */
@Component
final class OperationsReports {
    private static final double NEAR = 0.8;
    private static final int KEYS_MAX = 10;
    private static final int QUOTAS_MAX = 50;
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final String TODAY = """
            SELECT coalesce(sum(keys), 0) AS keys, count(*) AS accounts,
                   coalesce(sum(admitted_requests), 0) AS admitted, coalesce(sum(refused_requests), 0) AS refused
            FROM account_usage_daily WHERE day = ?
            """;

    private static final String TOP_KEYS = """
            SELECT d.key_id, k.name, d.account_id, a.name AS account_name, d.admitted_requests, d.refused_requests
            FROM (SELECT * FROM usage_daily WHERE day = ?
                  ORDER BY admitted_requests + refused_requests DESC, key_id LIMIT ?) AS d
            JOIN api_keys k ON k.id = d.key_id JOIN accounts a ON a.id = d.account_id
            ORDER BY d.admitted_requests + d.refused_requests DESC, d.key_id
            """;

    /**
     * A quota is a lineage's or an account's, and its limit the lower of the account's and the key's own. First come the accounts
     * of which one may be near: all of their keys together, or one with a limit of its own. Only their keys are looked at.
     */
    private static final String NEAR_LIMIT = """
            WITH terms AS (
                SELECT a.id, a.name, p.name AS plan, u.admitted AS used,
                       CASE WHEN a.override_expires_at > ? THEN a.override_daily_limit ELSE p.daily_limit END AS daily_limit,
                       CASE WHEN p.quota_scope_from_day > ? THEN p.quota_scope_before ELSE p.quota_scope END AS scope
                FROM account_usage_daily u JOIN accounts a ON a.id = u.account_id JOIN plans p ON p.id = a.plan_id
                WHERE u.day = ? AND a.state <> 'deleted'
            ), perhaps AS MATERIALIZED (
                SELECT * FROM terms t WHERE used >= ? * daily_limit
                    OR EXISTS (SELECT FROM api_keys k WHERE k.account_id = t.id AND k.daily_limit IS NOT NULL)
            ), quotas AS (
                SELECT t.id, t.name, t.plan, CASE WHEN t.scope = 'key' THEN k.lineage END AS lineage, max(k.name) AS key_name,
                       sum(d.admitted) AS used, sum(d.refused_requests) AS refused,
                       min(CASE WHEN t.scope = 'key' THEN least(t.daily_limit, k.daily_limit) ELSE t.daily_limit END)
                           AS daily_limit
                FROM perhaps t JOIN usage_daily d ON d.account_id = t.id AND d.day = ? JOIN api_keys k ON k.id = d.key_id
                GROUP BY 1, 2, 3, 4
            )
            SELECT * FROM quotas WHERE used >= ? * daily_limit
            ORDER BY used / greatest(daily_limit, 1) DESC, refused DESC, id LIMIT ?
            """;

    private final JdbcClient database;
    private final Clock clock;
    private final Fresh<Numbers> numbers;

    OperationsReports(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.numbers = new Fresh<>(clock, FRESH, () -> new Numbers(today(), topKeys(), nearLimit(clock.instant())));
    }

    /** What a page shows of it: all of it, the keys with the most requests, the quotas of which less than a fifth is left. */
    record Numbers(Today today, List<TopKey> topKeys, List<Quota> quotas) {}

    Numbers look() {
        return numbers.get();
    }

    /** All of it: keys and accounts that were used, requests by whether they were let through. */
    record Today(long keys, long accounts, long admitted, long refused) {}

    private Today today() {
        return database.sql(TODAY)
                .param(day())
                .query((row, n) -> new Today(
                        row.getLong("keys"), row.getLong("accounts"), row.getLong("admitted"), row.getLong("refused")))
                .single();
    }

    /** A key and what it did today. */
    record TopKey(String keyId, String keyName, String accountId, String accountName, long admitted, long refused) {}

    private List<TopKey> topKeys() {
        return database.sql(TOP_KEYS)
                .params(day(), KEYS_MAX)
                .query((row, n) -> new TopKey(
                        row.getString("key_id"),
                        row.getString("name"),
                        row.getString("account_id"),
                        row.getString("account_name"),
                        row.getLong("admitted_requests"),
                        row.getLong("refused_requests")))
                .list();
    }

    /**
     * A quota of which little is left.
     *
     * @param keyName of the key that it is for; null where it is its account's
     */
    record Quota(
            String accountId,
            String accountName,
            String plan,
            @Nullable String keyName,
            long used,
            long dailyLimit,
            long refused) {
        /** Whether nothing is left. */
        public boolean isUsedUp() {
            return used >= dailyLimit;
        }
    }

    private List<Quota> nearLimit(Instant now) {
        return database.sql(NEAR_LIMIT)
                .params(Timestamp.from(now), UtcDay.of(now.toEpochMilli()), day(), NEAR, day(), NEAR, QUOTAS_MAX)
                .query((row, n) -> new Quota(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("plan"),
                        row.getString("lineage") == null ? null : row.getString("key_name"),
                        row.getLong("used"),
                        row.getLong("daily_limit"),
                        row.getLong("refused")))
                .list();
    }

    private Date day() {
        return Date.valueOf(UtcDay.date(UtcDay.of(clock.millis())));
    }
}
