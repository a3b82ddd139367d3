package dev.tollgate.admin.usage;

import dev.tollgate.contracts.UtcDay;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the usage tables have to say. */
@Component
public final class UsageReports {
    private static final String TOTALS = """
            SELECT u.key_id, u.usage_count, u.last_used_at, coalesce(d.admitted, 0) AS usage_today
            FROM key_usage u LEFT JOIN usage_daily d ON d.key_id = u.key_id AND d.day = ?
            WHERE u.key_id = ANY (?)
            """;

    private static final String DAILY = """
            SELECT day, sum(admitted) AS admitted, sum(admitted_requests) AS admitted_requests,
                   sum(refused_requests) AS refused_requests
            FROM usage_daily WHERE {of} = ? AND day BETWEEN ? AND ? GROUP BY day
            """;

    private static final String OUTCOMES = """
            SELECT day, outcome.key, sum(outcome.value::bigint)
            FROM usage_daily, jsonb_each_text(outcomes) AS outcome
            WHERE {of} = ? AND day BETWEEN ? AND ? GROUP BY day, outcome.key
            """;

    private static final String HOURLY = """
            SELECT day, hour, sum(admitted) AS admitted, sum(admitted_requests) AS admitted_requests,
                   sum(refused_requests) AS refused_requests
            FROM usage_hourly WHERE {of} = ? AND day BETWEEN ? AND ? GROUP BY day, hour
            """;

    private final JdbcClient database;
    private final Clock clock;

    UsageReports(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Whose usage is asked for. */
    enum Of {
        KEY("key_id"),
        ACCOUNT("account_id");

        private final String column;

        Of(String column) {
            this.column = column;
        }

        String in(String sql) {
            return sql.replace("{of}", column);
        }
    }

    /** What each of the keys did in all and today; those that never did anything are left out. */
    public Map<String, KeyTotals> totalsOf(Collection<String> keyIds) {
        Map<String, KeyTotals> totals = new HashMap<>();
        database.sql(TOTALS).params(today(), keyIds.toArray(String[]::new)).query((RowCallbackHandler) row -> {
            Timestamp lastUsed = row.getTimestamp("last_used_at");
            totals.put(
                    row.getString("key_id"),
                    new KeyTotals(
                            row.getLong("usage_count"),
                            row.getLong("usage_today"),
                            lastUsed == null ? null : lastUsed.toInstant()));
        });
        return totals;
    }

    /** Usage by day, with what became of the requests. Days without any are there, too. */
    UsageSeries byDay(Of of, String id, UsagePeriod period) {
        UsageSeries series = UsageSeries.ofDays(period);
        database.sql(of.in(DAILY))
                .params(id, Date.valueOf(period.from()), Date.valueOf(period.to()))
                .query((RowCallbackHandler) row -> series.add(
                        row.getDate("day").toLocalDate(),
                        0,
                        row.getLong("admitted"),
                        row.getLong("admitted_requests"),
                        row.getLong("refused_requests")));
        database.sql(of.in(OUTCOMES))
                .params(id, Date.valueOf(period.from()), Date.valueOf(period.to()))
                .query((RowCallbackHandler)
                        row -> series.addOutcome(row.getDate(1).toLocalDate(), row.getString(2), row.getLong(3)));
        return series;
    }

    /** Usage by hour. Hours without any are there, too. */
    UsageSeries byHour(Of of, String id, UsagePeriod period) {
        UsageSeries series = UsageSeries.ofHours(period);
        database.sql(of.in(HOURLY))
                .params(id, Date.valueOf(period.from()), Date.valueOf(period.to()))
                .query((RowCallbackHandler) row -> series.add(
                        row.getDate("day").toLocalDate(),
                        row.getInt("hour"),
                        row.getLong("admitted"),
                        row.getLong("admitted_requests"),
                        row.getLong("refused_requests")));
        return series;
    }

    private Date today() {
        Instant now = clock.instant();
        return Date.valueOf(UtcDay.date(UtcDay.of(now.toEpochMilli())));
    }
}
