package dev.tollgate.admin.usage;

import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.OutcomeCount;
import dev.tollgate.contracts.v1.RouteUsage;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/**
 * Writes days of keys into the usage tables. Each is a whole value with a version: one that is not newer than what is
 * there changes nothing, so it does not matter how often it comes.
 */
@Component
final class UsageTables {
    /**
     * One statement, so that the difference to the row as it was goes into the total, or nothing does. What the row was,
     * PostgreSQL says itself: a look beforehand might see it older than it is when the change comes to it.
     */
    private static final String UPSERT_DAY = """
            WITH changed AS (
                INSERT INTO usage_daily AS known (day, key_id, account_id, admitted, admitted_requests, refused_requests,
                                                  outcomes, last_used_at, log_partition, log_offset)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                ON CONFLICT (day, key_id) DO UPDATE SET
                    account_id = excluded.account_id, admitted = excluded.admitted,
                    admitted_requests = excluded.admitted_requests, refused_requests = excluded.refused_requests,
                    outcomes = excluded.outcomes, last_used_at = excluded.last_used_at,
                    log_partition = excluded.log_partition, log_offset = excluded.log_offset
                WHERE known.log_offset < excluded.log_offset
                RETURNING new.key_id AS key_id, new.admitted - coalesce(old.admitted, 0) AS more,
                          new.last_used_at AS last_used_at
            )
            INSERT INTO key_usage AS known (key_id, usage_count, last_used_at)
            SELECT key_id, more, last_used_at FROM changed
            ON CONFLICT (key_id) DO UPDATE SET
                usage_count = known.usage_count + excluded.usage_count,
                last_used_at = greatest(known.last_used_at, excluded.last_used_at)
            """;

    private static final String UPSERT_HOUR = """
            INSERT INTO usage_hourly (day, hour, key_id, account_id, admitted, admitted_requests, refused_requests)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, key_id, hour) DO UPDATE SET
                admitted = excluded.admitted, admitted_requests = excluded.admitted_requests,
                refused_requests = excluded.refused_requests
            """;

    private static final String UPSERT_ROUTE = """
            INSERT INTO usage_routes (day, key_id, account_id, route, admitted, admitted_requests, refused_requests)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, key_id, route) DO UPDATE SET
                admitted = excluded.admitted, admitted_requests = excluded.admitted_requests,
                refused_requests = excluded.refused_requests
            """;

    private final JdbcTemplate database;
    private final TransactionTemplate transactions;
    private final ObjectMapper json;
    private final Set<LocalDate> months = ConcurrentHashMap.newKeySet();

    UsageTables(JdbcTemplate database, TransactionTemplate transactions, ObjectMapper json) {
        this.database = database;
        this.transactions = transactions;
        this.json = json;
    }

    /**
     * Writes the given days, all or none.
     *
     * @return how many of them were news
     */
    int write(Collection<DailyUsage> usages) {
        List<DailyUsage> latest = latestOfEach(usages);
        latest.forEach(usage -> ensureMonth(UtcDay.date(usage.getDay()).withDayOfMonth(1)));
        Integer news = transactions.execute(status -> {
            List<DailyUsage> changed = writeDays(latest);
            writeHours(changed);
            writeRoutes(changed);
            return changed.size();
        });
        return news == null ? 0 : news;
    }

    /** In the order of keys, so that two processes can't wait for each other in a circle. */
    private static List<DailyUsage> latestOfEach(Collection<DailyUsage> usages) {
        Map<String, DailyUsage> latest = new TreeMap<>();
        for (DailyUsage usage : usages) {
            latest.merge(
                    usage.getKeyId() + " " + usage.getDay(),
                    usage,
                    (known, given) -> given.getPosition().getOffset()
                                    > known.getPosition().getOffset()
                            ? given
                            : known);
        }
        return List.copyOf(latest.values());
    }

    private List<DailyUsage> writeDays(List<DailyUsage> usages) {
        int[] counts = database.batchUpdate(
                UPSERT_DAY, usages.stream().map(this::dayRow).toList());
        List<DailyUsage> changed = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                changed.add(usages.get(i));
            }
        }
        return changed;
    }

    private Object[] dayRow(DailyUsage usage) {
        Date day = day(usage);
        return new @Nullable Object[] {
            day,
            usage.getKeyId(),
            usage.getAccountId(),
            usage.getAdmitted(),
            usage.getAdmittedRequests(),
            refused(usage),
            json.writeValueAsString(outcomes(usage)),
            usage.getLastUsedAtMs() == 0 ? null : new Timestamp(usage.getLastUsedAtMs()),
            usage.getPosition().getPartition(),
            usage.getPosition().getOffset()
        };
    }

    private void writeHours(List<DailyUsage> usages) {
        List<Object[]> rows = new ArrayList<>();
        for (DailyUsage usage : usages) {
            for (HourUsage hour : usage.getHoursList()) {
                rows.add(new Object[] {
                    day(usage),
                    hour.getHour(),
                    usage.getKeyId(),
                    usage.getAccountId(),
                    hour.getAdmitted(),
                    hour.getAdmittedRequests(),
                    hour.getRefusedRequests()
                });
            }
        }
        database.batchUpdate(UPSERT_HOUR, rows);
    }

    private void writeRoutes(List<DailyUsage> usages) {
        List<Object[]> rows = new ArrayList<>();
        for (DailyUsage usage : usages) {
            for (RouteUsage route : usage.getRoutesList()) {
                rows.add(new Object[] {
                    day(usage),
                    usage.getKeyId(),
                    usage.getAccountId(),
                    route.getRoute(),
                    route.getAdmitted(),
                    route.getAdmittedRequests(),
                    route.getRefusedRequests()
                });
            }
        }
        database.batchUpdate(UPSERT_ROUTE, rows);
    }

    private void ensureMonth(LocalDate month) {
        if (!months.contains(month)) {
            transactions.executeWithoutResult(
                    status -> database.query("SELECT ensure_usage_month(?)", row -> {}, Date.valueOf(month)));
            months.add(month);
        }
    }

    private static Date day(DailyUsage usage) {
        return Date.valueOf(UtcDay.date(usage.getDay()));
    }

    private static long refused(DailyUsage usage) {
        long requests = 0;
        for (OutcomeCount outcome : usage.getOutcomesList()) {
            requests += outcome.getRequests();
        }
        return requests - usage.getAdmittedRequests();
    }

    private static Map<String, Long> outcomes(DailyUsage usage) {
        Map<String, Long> outcomes = new TreeMap<>();
        for (OutcomeCount outcome : usage.getOutcomesList()) {
            outcomes.put(outcome.getOutcome().name().toLowerCase(Locale.ROOT), outcome.getRequests());
        }
        return outcomes;
    }
}
