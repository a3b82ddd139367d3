package dev.tollgate.admin.operations;

import dev.tollgate.admin.operations.UsualRate.Finding;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** Finds the hours of the last day in which a key was used far more than it usually is, and keeps them. */
@Component
final class UnusualHours {
    private static final int JUDGED = 24;
    private static final int KEYS_AT_ONCE = 200;
    private static final Duration KEPT = Duration.ofDays(90);

    /** Those that were used enough to be judged. */
    private static final String BUSY = """
            SELECT DISTINCT key_id FROM usage_hourly
            WHERE day BETWEEN ? AND ? AND admitted_requests + refused_requests >= ? ORDER BY key_id
            """;

    private static final String HISTORY = """
            SELECT key_id, day, hour, admitted_requests + refused_requests AS requests
            FROM usage_hourly WHERE key_id = ANY (?) AND day BETWEEN ? AND ?
            """;

    private static final String KEEP = """
            INSERT INTO unusual_hours AS known (key_id, hour, requests, median, peak, score)
            SELECT id, ?, ?, ?, ?, ? FROM api_keys WHERE id = ?
            ON CONFLICT (key_id, hour) DO UPDATE SET
                requests = excluded.requests, median = excluded.median, peak = excluded.peak, score = excluded.score
            WHERE known.requests <> excluded.requests
            """;

    private static final String NEWEST = """
            SELECT u.key_id, u.hour, u.requests, u.median, u.peak, u.score, k.name, k.account_id, a.name AS account_name
            FROM unusual_hours u JOIN api_keys k ON k.id = u.key_id JOIN accounts a ON a.id = k.account_id
            WHERE u.hour >= ? ORDER BY u.hour DESC, u.score DESC LIMIT ?
            """;

    private final JdbcTemplate database;
    private final Clock clock;

    UnusualHours(JdbcTemplate database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** An hour of a key, and what is usual for it. */
    record UnusualHour(
            String keyId,
            String keyName,
            String accountId,
            String accountName,
            Instant hour,
            long requests,
            Finding usual) {}

    /** The newest ones. */
    List<UnusualHour> since(Instant from, int most) {
        return database.query(
                NEWEST,
                (row, n) -> new UnusualHour(
                        row.getString("key_id"),
                        row.getString("name"),
                        row.getString("account_id"),
                        row.getString("account_name"),
                        row.getTimestamp("hour").toInstant(),
                        row.getLong("requests"),
                        new Finding(row.getLong("median"), row.getLong("peak"), row.getDouble("score"))),
                Timestamp.from(from),
                most);
    }

    /** Judges the last day's hours, the present one as far as it has come. */
    void look() {
        Instant present = clock.instant().truncatedTo(ChronoUnit.HOURS);
        Instant first = present.minus(JUDGED - 1L, ChronoUnit.HOURS);
        List<String> busy = database.queryForList(
                BUSY, String.class, Date.valueOf(day(first)), Date.valueOf(day(present)), UsualRate.REQUESTS_MIN);
        for (int i = 0; i < busy.size(); i += KEYS_AT_ONCE) {
            judge(busy.subList(i, Math.min(busy.size(), i + KEYS_AT_ONCE)), first);
        }
        database.update(
                "DELETE FROM unusual_hours WHERE hour < ?",
                Timestamp.from(clock.instant().minus(KEPT)));
    }

    private void judge(List<String> keys, Instant first) {
        Instant begin = first.minus(UsualRate.HOURS, ChronoUnit.HOURS);
        List<Object[]> found = new ArrayList<>();
        history(keys, begin).forEach((key, hours) -> {
            for (int i = UsualRate.HOURS; i < hours.length; i++) {
                Instant hour = begin.plus(i, ChronoUnit.HOURS);
                long requests = hours[i];
                UsualRate.judge(requests, Arrays.copyOfRange(hours, i - UsualRate.HOURS, i))
                        .ifPresent(usual -> found.add(new Object[] {
                            Timestamp.from(hour), requests, usual.median(), usual.peak(), usual.score(), key
                        }));
            }
        });
        database.batchUpdate(KEEP, found);
    }

    /** Each key's requests by hour, from {@code begin} until now. */
    private Map<String, long[]> history(List<String> keys, Instant begin) {
        int length = UsualRate.HOURS + JUDGED;
        Map<String, long[]> history = new HashMap<>();
        database.query(
                HISTORY,
                (RowCallbackHandler) row -> {
                    Instant hour = row.getDate("day")
                            .toLocalDate()
                            .atTime(row.getInt("hour"), 0)
                            .toInstant(ZoneOffset.UTC);
                    long place = ChronoUnit.HOURS.between(begin, hour);
                    if (place >= 0 && place < length) {
                        history.computeIfAbsent(row.getString("key_id"), key -> new long[length])[
                                        Math.toIntExact(place)] =
                                row.getLong("requests");
                    }
                },
                keys.toArray(String[]::new),
                Date.valueOf(day(begin)),
                Date.valueOf(day(begin.plus(length, ChronoUnit.HOURS))));
        return history;
    }

    private static LocalDate day(Instant moment) {
        return moment.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
