package dev.tollgate.admin.operations;

import dev.tollgate.admin.usage.QuotasOfDay;
import dev.tollgate.contracts.UtcDay;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    private static final String NEAR_LIMIT = QuotasOfDay.SQL + """
            SELECT * FROM quotas
            ORDER BY used::numeric / greatest(daily_limit, 1) DESC, refused DESC, account_id LIMIT ?
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
        List<Object> parameters = new ArrayList<>(QuotasOfDay.parameters(now, NEAR));
        parameters.add(QUOTAS_MAX);
        return database.sql(NEAR_LIMIT)
                .params(parameters)
                .query((row, n) -> new Quota(
                        row.getString("account_id"),
                        row.getString("account_name"),
                        row.getString("plan"),
                        row.getString("lineage").isEmpty() ? null : row.getString("key_name"),
                        row.getLong("used"),
                        row.getLong("daily_limit"),
                        row.getLong("refused")))
                .list();
    }

    private Date day() {
        return Date.valueOf(UtcDay.date(UtcDay.of(clock.millis())));
    }
}
