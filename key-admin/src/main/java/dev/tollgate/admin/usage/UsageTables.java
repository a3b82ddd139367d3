package dev.tollgate.admin.usage;

import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.MeterUsage;
import dev.tollgate.contracts.v1.OutcomeCount;
import dev.tollgate.contracts.v1.RouteUsage;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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
     * One statement, so that the difference to each row as it was goes into all that is added up of it, or nothing does. What the
     * row was, PostgreSQL says itself: a look beforehand might see it older than it is when the change comes to it.
     */
    private static final String UPSERT_DAYS = """
            WITH changed AS (
                INSERT INTO usage_daily AS known (day, key_id, account_id, admitted, admitted_requests, refused_requests,
                                                  outcomes, last_used_at, log_partition, log_offset, counted_at)
                SELECT * FROM unnest(?::date[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::jsonb[],
                                     ?::timestamptz[], ?::integer[], ?::bigint[], ?::timestamptz[])
                ON CONFLICT (day, key_id) DO UPDATE SET
                    admitted = excluded.admitted, admitted_requests = excluded.admitted_requests,
                    refused_requests = excluded.refused_requests, outcomes = excluded.outcomes,
                    last_used_at = excluded.last_used_at, log_partition = excluded.log_partition,
                    log_offset = excluded.log_offset, counted_at = excluded.counted_at
                WHERE known.log_offset < excluded.log_offset
                RETURNING new.day AS day, new.key_id AS key_id, new.account_id AS account_id, new.last_used_at AS last_used_at,
                          new.counted_at AS counted_at,
                          CASE WHEN old.key_id IS NULL THEN 1 ELSE 0 END AS keys,
                          new.admitted - coalesce(old.admitted, 0) AS admitted,
                          new.admitted_requests - coalesce(old.admitted_requests, 0) AS admitted_requests,
                          new.refused_requests - coalesce(old.refused_requests, 0) AS refused_requests,
                          new.outcomes AS outcomes, coalesce(old.outcomes, '{}') AS outcomes_before
            ), totals AS (
                INSERT INTO key_usage AS known (key_id, usage_count, last_used_at)
                SELECT key_id, sum(admitted), max(last_used_at) FROM changed GROUP BY 1 ORDER BY 1
                ON CONFLICT (key_id) DO UPDATE SET
                    usage_count = known.usage_count + excluded.usage_count,
                    last_used_at = greatest(known.last_used_at, excluded.last_used_at)
            ), months AS (
                INSERT INTO key_usage_monthly AS known (account_id, month, key_id, admitted, admitted_requests, refused_requests)
                SELECT account_id, date_trunc('month', day)::date, key_id,
                       sum(admitted), sum(admitted_requests), sum(refused_requests)
                FROM changed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                ON CONFLICT (account_id, month, key_id) DO UPDATE SET
                    admitted = known.admitted + excluded.admitted,
                    admitted_requests = known.admitted_requests + excluded.admitted_requests,
                    refused_requests = known.refused_requests + excluded.refused_requests
            ), accounts AS (
                INSERT INTO account_usage_daily AS known (account_id, day, keys, admitted, admitted_requests, refused_requests,
                                                          counted_at)
                SELECT account_id, day, sum(keys), sum(admitted), sum(admitted_requests), sum(refused_requests), max(counted_at)
                FROM changed GROUP BY 1, 2 ORDER BY 1, 2
                ON CONFLICT (account_id, day) DO UPDATE SET
                    keys = known.keys + excluded.keys, admitted = known.admitted + excluded.admitted,
                    admitted_requests = known.admitted_requests + excluded.admitted_requests,
                    refused_requests = known.refused_requests + excluded.refused_requests,
                    counted_at = greatest(known.counted_at, excluded.counted_at)
            ), outcomes AS (
                INSERT INTO account_usage_outcomes AS known (account_id, day, outcome, requests)
                SELECT account_id, day, outcome, sum(requests)
                FROM changed, LATERAL (SELECT key, value::bigint FROM jsonb_each_text(outcomes)
                                       UNION ALL
                                       SELECT key, -value::bigint FROM jsonb_each_text(outcomes_before)
                              ) AS difference (outcome, requests)
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                ON CONFLICT (account_id, day, outcome) DO UPDATE SET requests = known.requests + excluded.requests
            )
            SELECT day, key_id FROM changed
            """;

    private static final String UPSERT_HOURS = """
            WITH changed AS (
                INSERT INTO usage_hourly AS known (day, hour, key_id, account_id, admitted, admitted_requests, refused_requests)
                SELECT * FROM unnest(?::date[], ?::smallint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                ON CONFLICT (day, key_id, hour) DO UPDATE SET
                    admitted = excluded.admitted, admitted_requests = excluded.admitted_requests,
                    refused_requests = excluded.refused_requests
                WHERE (known.admitted, known.admitted_requests, known.refused_requests)
                   <> (excluded.admitted, excluded.admitted_requests, excluded.refused_requests)
                RETURNING new.account_id AS account_id, new.day AS day, new.hour AS hour,
                          new.admitted - coalesce(old.admitted, 0) AS admitted,
                          new.admitted_requests - coalesce(old.admitted_requests, 0) AS admitted_requests,
                          new.refused_requests - coalesce(old.refused_requests, 0) AS refused_requests
            )
            INSERT INTO account_usage_hourly AS known (account_id, day, hour, admitted, admitted_requests, refused_requests)
            SELECT account_id, day, hour, sum(admitted), sum(admitted_requests), sum(refused_requests)
            FROM changed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (account_id, day, hour) DO UPDATE SET
                admitted = known.admitted + excluded.admitted,
                admitted_requests = known.admitted_requests + excluded.admitted_requests,
                refused_requests = known.refused_requests + excluded.refused_requests
            """;

    private static final String UPSERT_ROUTES = """
            WITH changed AS (
                INSERT INTO usage_routes AS known (day, key_id, account_id, route, admitted, admitted_requests, refused_requests)
                SELECT * FROM unnest(?::date[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                ON CONFLICT (day, key_id, route) DO UPDATE SET
                    admitted = excluded.admitted, admitted_requests = excluded.admitted_requests,
                    refused_requests = excluded.refused_requests
                WHERE (known.admitted, known.admitted_requests, known.refused_requests)
                   <> (excluded.admitted, excluded.admitted_requests, excluded.refused_requests)
                RETURNING new.account_id AS account_id, new.day AS day, new.route AS route,
                          new.admitted - coalesce(old.admitted, 0) AS admitted,
                          new.admitted_requests - coalesce(old.admitted_requests, 0) AS admitted_requests,
                          new.refused_requests - coalesce(old.refused_requests, 0) AS refused_requests
            )
            INSERT INTO account_usage_routes AS known (account_id, day, route, admitted, admitted_requests, refused_requests)
            SELECT account_id, day, route, sum(admitted), sum(admitted_requests), sum(refused_requests)
            FROM changed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (account_id, day, route) DO UPDATE SET
                admitted = known.admitted + excluded.admitted,
                admitted_requests = known.admitted_requests + excluded.admitted_requests,
                refused_requests = known.refused_requests + excluded.refused_requests
            """;

    private static final String UPSERT_METERS = """
            WITH changed AS (
                INSERT INTO usage_meters AS known (day, key_id, account_id, meter, amount, reports)
                SELECT * FROM unnest(?::date[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::bigint[])
                ON CONFLICT (day, key_id, meter) DO UPDATE SET amount = excluded.amount, reports = excluded.reports
                WHERE (known.amount, known.reports) <> (excluded.amount, excluded.reports)
                RETURNING new.account_id AS account_id, new.day AS day, new.meter AS meter,
                          new.amount - coalesce(old.amount, 0) AS amount, new.reports - coalesce(old.reports, 0) AS reports
            )
            INSERT INTO account_usage_meters AS known (account_id, day, meter, amount, reports)
            SELECT account_id, day, meter, sum(amount), sum(reports) FROM changed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (account_id, day, meter) DO UPDATE SET
                amount = known.amount + excluded.amount, reports = known.reports + excluded.reports
            """;

    private static final int MILLIONTHS_SCALE = 6;

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
        if (latest.isEmpty()) {
            return 0;
        }
        latest.forEach(usage -> ensureMonth(day(usage).withDayOfMonth(1)));
        Integer news = transactions.execute(status -> {
            List<DailyUsage> changed = writeDays(latest);
            writeHours(changed);
            writeRoutes(changed);
            writeMeters(changed);
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

    /** Those that were news. */
    private List<DailyUsage> writeDays(List<DailyUsage> usages) {
        Set<String> changed = new HashSet<>();
        database.query(
                UPSERT_DAYS,
                row -> {
                    changed.add(row.getString("key_id") + " " + row.getString("day"));
                },
                columns(usages.stream().map(this::dayRow).toList()));
        return usages.stream()
                .filter(usage -> changed.contains(usage.getKeyId() + " " + day(usage)))
                .toList();
    }

    private @Nullable Object[] dayRow(DailyUsage usage) {
        return new @Nullable Object[] {
            day(usage),
            usage.getKeyId(),
            usage.getAccountId(),
            usage.getAdmitted(),
            usage.getAdmittedRequests(),
            refused(usage),
            json.writeValueAsString(outcomes(usage)),
            moment(usage.getLastUsedAtMs()),
            usage.getPosition().getPartition(),
            usage.getPosition().getOffset(),
            moment(usage.getCountedAtMs())
        };
    }

    private static @Nullable Instant moment(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private void writeHours(List<DailyUsage> usages) {
        List<@Nullable Object[]> rows = new ArrayList<>();
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
        writeIfAny(UPSERT_HOURS, rows);
    }

    private void writeRoutes(List<DailyUsage> usages) {
        List<@Nullable Object[]> rows = new ArrayList<>();
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
        writeIfAny(UPSERT_ROUTES, rows);
    }

    private void writeMeters(List<DailyUsage> usages) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (DailyUsage usage : usages) {
            for (MeterUsage meter : usage.getMetersList()) {
                rows.add(new Object[] {
                    day(usage),
                    usage.getKeyId(),
                    usage.getAccountId(),
                    meter.getMeter(),
                    BigDecimal.valueOf(meter.getWhole())
                            .add(BigDecimal.valueOf(meter.getMillionths(), MILLIONTHS_SCALE))
                            .toPlainString(),
                    meter.getReports()
                });
            }
        }
        writeIfAny(UPSERT_METERS, rows);
    }

    private void writeIfAny(String sql, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            database.update(sql, columns(rows));
        }
    }

    /** One array of texts for each column, for {@code unnest}: PostgreSQL reads them as what each is said to be. */
    private static Object[] columns(List<@Nullable Object[]> rows) {
        @Nullable String[][] columns = new @Nullable String[rows.get(0).length][rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns.length; column++) {
                Object value = rows.get(row)[column];
                columns[column][row] = value == null ? null : value.toString();
            }
        }
        return columns;
    }

    private void ensureMonth(LocalDate month) {
        if (!months.contains(month)) {
            transactions.executeWithoutResult(
                    status -> database.query("SELECT ensure_usage_month(?)", row -> {}, Date.valueOf(month)));
            months.add(month);
        }
    }

    private static LocalDate day(DailyUsage usage) {
        return UtcDay.date(usage.getDay());
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
