package dev.tollgate.admin.usage;

import dev.tollgate.contracts.UtcDay;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    private static final String BY_KEY_AND_DAY = """
            SELECT key_id, day, admitted FROM usage_daily WHERE key_id = ANY (?) AND day BETWEEN ? AND ?
            """;

    private static final String TODAY_BY_LINEAGE = """
            SELECT k.lineage, sum(d.admitted) AS admitted
            FROM api_keys k JOIN usage_daily d ON d.key_id = k.id AND d.day = ?
            WHERE k.lineage = ANY (?) GROUP BY k.lineage
            """;

    private static final String DAILY = """
            SELECT day, admitted, admitted_requests, refused_requests, counted_at
            FROM {tables}daily WHERE {id} = ? AND day BETWEEN ? AND ?
            """;

    private static final String METERS = """
            SELECT meter, sum(amount) AS amount, sum(reports)::bigint AS reports
            FROM {tables}meters WHERE {id} = ? AND day BETWEEN ? AND ? GROUP BY meter ORDER BY meter
            """;

    private static final String CORRECTED = """
            SELECT day, sum(requests) FROM usage_corrections WHERE {id} = ? AND day BETWEEN ? AND ? GROUP BY day
            """;

    private static final String OUTCOMES_BY_DAY = """
            SELECT day, outcome, requests FROM {outcomes} WHERE {id} = ? AND day BETWEEN ? AND ?
            """;

    private static final String OUTCOMES = """
            SELECT outcome, sum(requests) AS requests
            FROM {outcomes} WHERE {id} = ? AND day BETWEEN ? AND ? GROUP BY outcome ORDER BY requests DESC, outcome
            """;

    private static final String HOURLY = """
            SELECT day, hour, admitted, admitted_requests, refused_requests
            FROM {tables}hourly WHERE {id} = ? AND day BETWEEN ? AND ?
            """;

    /** Whole months from where they are added up, and the days before and behind them. */
    private static final String BY_KEY = """
            SELECT u.key_id, k.name, u.admitted, u.admitted_requests, u.refused_requests
            FROM (SELECT key_id, sum(admitted) AS admitted, sum(admitted_requests) AS admitted_requests,
                         sum(refused_requests) AS refused_requests
                  FROM (SELECT key_id, admitted, admitted_requests, refused_requests
                        FROM key_usage_monthly WHERE account_id = ? AND month >= ? AND month < ?
                        UNION ALL
                        SELECT key_id, admitted, admitted_requests, refused_requests
                        FROM usage_daily WHERE account_id = ? AND (day >= ? AND day < ? OR day >= ? AND day <= ?)) AS parts
                  GROUP BY key_id ORDER BY admitted DESC, key_id LIMIT ?) AS u
            LEFT JOIN api_keys k ON k.id = u.key_id ORDER BY u.admitted DESC, u.key_id
            """;

    private static final String USED_AROUND = """
            SELECT EXISTS (SELECT FROM account_usage_daily WHERE account_id = ? AND day >= ? AND day < ?) AS before,
                   EXISTS (SELECT FROM account_usage_daily WHERE account_id = ? AND day > ? AND day < ?) AS after
            """;

    private static final String BY_ROUTE = """
            SELECT route, sum(admitted) AS admitted, sum(admitted_requests) AS admitted_requests,
                   sum(refused_requests) AS refused_requests
            FROM {tables}routes WHERE {id} = ? AND day BETWEEN ? AND ?
            GROUP BY route ORDER BY admitted DESC, refused_requests DESC, route LIMIT ?
            """;

    private final JdbcClient database;
    private final Clock clock;

    UsageReports(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Whose usage is asked for, and where it is written. */
    enum Of {
        KEY(
                "key_id",
                "usage_",
                "(SELECT day, key_id, outcome.key AS outcome, outcome.value::bigint AS requests"
                        + " FROM usage_daily, jsonb_each_text(outcomes) AS outcome) AS usage_outcomes"),
        ACCOUNT("account_id", "account_usage_", "account_usage_outcomes");

        private final String id;
        private final String tables;
        private final String outcomes;

        Of(String id, String tables, String outcomes) {
            this.id = id;
            this.tables = tables;
            this.outcomes = outcomes;
        }

        String in(String sql) {
            return sql.replace("{id}", id).replace("{tables}", tables).replace("{outcomes}", outcomes);
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

    /** What each of the keys was admitted for on each of the last {@code days}, today's the last; none that did nothing. */
    public Map<String, List<Long>> lastDays(Collection<String> keyIds, int days) {
        LocalDate first = today().toLocalDate().minusDays(days - 1L);
        Map<String, Long[]> found = new HashMap<>();
        database.sql(BY_KEY_AND_DAY)
                .params(keyIds.toArray(String[]::new), Date.valueOf(first), today())
                .query((RowCallbackHandler) row -> {
                    int day = Math.toIntExact(
                            ChronoUnit.DAYS.between(first, row.getDate("day").toLocalDate()));
                    found.computeIfAbsent(row.getString("key_id"), key -> zeros(days))[day] = row.getLong("admitted");
                });
        Map<String, List<Long>> series = new HashMap<>();
        found.forEach((key, admitted) -> series.put(key, List.of(admitted)));
        return series;
    }

    private static Long[] zeros(int days) {
        Long[] zeros = new Long[days];
        Arrays.fill(zeros, 0L);
        return zeros;
    }

    /** What each of the lineages was admitted for today; those that did nothing are left out. */
    public Map<String, Long> todayOf(Collection<String> lineages) {
        Map<String, Long> today = new HashMap<>();
        database.sql(TODAY_BY_LINEAGE)
                .params(today(), lineages.toArray(String[]::new))
                .query((RowCallbackHandler) row -> today.put(row.getString("lineage"), row.getLong("admitted")));
        return today;
    }

    /** What a key, and those it was rotated from or into, was admitted for today. */
    long todayOfLineageOf(String keyId) {
        return database.sql(
                        "SELECT coalesce(sum(d.admitted), 0) FROM api_keys one JOIN api_keys k ON k.lineage = one.lineage"
                                + " JOIN usage_daily d ON d.key_id = k.id AND d.day = ? WHERE one.id = ?")
                .params(today(), keyId)
                .query(Long.class)
                .single();
    }

    /** A key's own daily limit; null for none. */
    @Nullable
    Long limitOfKey(String keyId) {
        return database.sql("SELECT daily_limit FROM api_keys WHERE id = ?")
                .param(keyId)
                .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .single()
                .orElse(null);
    }

    String nameOfKey(String keyId) {
        return database.sql("SELECT name FROM api_keys WHERE id = ?")
                .param(keyId)
                .query(String.class)
                .single();
    }

    /** What all keys of an account together were admitted for today. */
    public long todayOfAccount(String accountId) {
        return database.sql(
                        "SELECT coalesce(sum(admitted), 0) FROM account_usage_daily WHERE account_id = ? AND day = ?")
                .params(accountId, today())
                .query(Long.class)
                .single();
    }

    /** Usage by day, with what became of the requests and what was corrected. Days without any are there, too. */
    UsageSeries byDayInFull(Of of, String id, UsagePeriod period) {
        UsageSeries series = byDay(of, id, period);
        Object[] days = {id, Date.valueOf(period.from()), Date.valueOf(period.to())};
        database.sql(of.in(OUTCOMES_BY_DAY)).params(days).query((RowCallbackHandler)
                row -> series.addOutcome(row.getDate(1).toLocalDate(), row.getString(2), row.getLong(3)));
        database.sql(of.in(CORRECTED)).params(days).query((RowCallbackHandler)
                row -> series.correct(row.getDate(1).toLocalDate(), row.getLong(2)));
        return series;
    }

    /** Usage by day. Days without any are there, too. */
    UsageSeries byDay(Of of, String id, UsagePeriod period) {
        UsageSeries series = UsageSeries.ofDays(period);
        database.sql(of.in(DAILY))
                .params(id, Date.valueOf(period.from()), Date.valueOf(period.to()))
                .query((RowCallbackHandler) row -> {
                    LocalDate day = row.getDate("day").toLocalDate();
                    Timestamp counted = row.getTimestamp("counted_at");
                    series.add(
                            day,
                            0,
                            row.getLong("admitted"),
                            row.getLong("admitted_requests"),
                            row.getLong("refused_requests"));
                    series.counted(day, counted == null ? null : counted.toInstant());
                });
        return series;
    }

    /**
     * What was reported beside requests. As the API shows it.
     *
     * @param amount a text: no reader may round it
     * @param reports how many it was reported by
     */
    record Metered(String meter, String amount, long reports) {}

    /** What was reported, by the names of meters. */
    List<Metered> meters(Of of, String id, UsagePeriod period) {
        return database.sql(of.in(METERS))
                .params(id, Date.valueOf(period.from()), Date.valueOf(period.to()))
                .query((row, n) ->
                        new Metered(row.getString("meter"), plain(row.getBigDecimal("amount")), row.getLong("reports")))
                .list();
    }

    /** Without the zeros behind the point that say nothing. */
    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    /** How many requests ended how, the most frequent first. */
    Map<String, Long> outcomes(Of of, String id, UsagePeriod period) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        database.sql(of.in(OUTCOMES))
                .params(id, Date.valueOf(period.from()), Date.valueOf(period.to()))
                .query((RowCallbackHandler) row -> outcomes.put(row.getString(1), row.getLong(2)));
        return outcomes;
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

    /**
     * What one of several did.
     *
     * @param id of the key; the route itself
     * @param name for a person
     */
    record Share(String id, String name, long admitted, long admittedRequests, long refusedRequests) {}

    /** The keys of an account that were used the most. */
    List<Share> byKey(String accountId, UsagePeriod asked, int most) {
        UsagePeriod period = widened(accountId, asked);
        Date monthsBegin = Date.valueOf(period.monthsBegin());
        Date monthsEnd = Date.valueOf(period.monthsEnd());
        return database.sql(BY_KEY)
                .params(
                        accountId,
                        monthsBegin,
                        monthsEnd,
                        accountId,
                        Date.valueOf(period.from()),
                        monthsBegin,
                        monthsEnd,
                        Date.valueOf(period.to()),
                        most)
                .query((row, n) -> {
                    String id = row.getString("key_id");
                    String name = row.getString("name");
                    return share(row, id, name == null ? id : name);
                })
                .list();
    }

    /**
     * The longest period with the same usage: where an account did nothing in what else there is of a month, such as the days to
     * come, the month is a whole one, which is added up already.
     */
    private UsagePeriod widened(String accountId, UsagePeriod period) {
        LocalDate monthBegins = period.from().withDayOfMonth(1);
        LocalDate monthEnds = period.to().withDayOfMonth(1).plusMonths(1);
        return database.sql(USED_AROUND)
                .params(
                        accountId,
                        Date.valueOf(monthBegins),
                        Date.valueOf(period.from()),
                        accountId,
                        Date.valueOf(period.to()),
                        Date.valueOf(monthEnds))
                .query((row, n) -> new UsagePeriod(
                        row.getBoolean("before") ? period.from() : monthBegins,
                        row.getBoolean("after") ? period.to() : monthEnds.minusDays(1),
                        period.hourly()))
                .single();
    }

    /** The routes that were used the most. */
    List<Share> byRoute(Of of, String id, UsagePeriod period, int most) {
        return database.sql(of.in(BY_ROUTE))
                .params(id, Date.valueOf(period.from()), Date.valueOf(period.to()), most)
                .query((row, n) -> share(row, row.getString("route"), row.getString("route")))
                .list();
    }

    private static Share share(ResultSet row, String id, String name) throws SQLException {
        return new Share(
                id, name, row.getLong("admitted"), row.getLong("admitted_requests"), row.getLong("refused_requests"));
    }

    private Date today() {
        Instant now = clock.instant();
        return Date.valueOf(UtcDay.date(UtcDay.of(now.toEpochMilli())));
    }
}
