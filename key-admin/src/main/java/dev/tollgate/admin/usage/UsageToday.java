package dev.tollgate.admin.usage;

import dev.tollgate.admin.account.AccountHead.Head;
import dev.tollgate.admin.usage.UsageReports.Of;
import dev.tollgate.admin.usage.UsageSeries.Point;
import dev.tollgate.admin.usage.UsageSeries.Total;
import java.sql.Date;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is used and left of today's quotas, and when they will be used up if it goes on like that. */
@Component
final class UsageToday {
    private static final int SOONEST_MAX = 3;

    /** A quota is a lineage's; it goes by the name of its newest key. */
    private static final String QUOTAS = """
            SELECT max(k.id) AS key_id, (array_agg(k.name ORDER BY k.id DESC))[1] AS name, min(k.daily_limit) AS daily_limit,
                   sum(d.admitted) AS used, sum(this.admitted) AS this_hour, sum(last.admitted) AS last_hour
            FROM usage_daily d JOIN api_keys k ON k.id = d.key_id
            LEFT JOIN usage_hourly this ON this.day = d.day AND this.key_id = d.key_id AND this.hour = ?
            LEFT JOIN usage_hourly last ON last.day = d.day AND last.key_id = d.key_id AND last.hour = ?
            WHERE d.account_id = ? AND d.day = ? GROUP BY k.lineage
            """;

    private final UsageReports reports;
    private final JdbcClient database;
    private final Clock clock;

    UsageToday(UsageReports reports, JdbcClient database, Clock clock) {
        this.reports = reports;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Today, as it stands.
     *
     * @param limit of the quota; null where there is none, or several
     * @param left of it
     * @param fullAt when it will be used up, if it goes on like that; null if today it will not
     */
    record Today(
            long admitted,
            long refused,
            @Nullable Long limit,
            @Nullable Long left,
            @Nullable Instant fullAt) {}

    /** Of an account, or of one of its keys. */
    Today of(Head head, Of of, String id) {
        Instant now = clock.instant();
        List<Point> hours = reports.byHour(of, id, new UsagePeriod(day(now), day(now), true))
                .points();
        Total sum = UsageSeries.sum(hours);
        Long limit =
                of == Of.KEY ? head.limitOfKey(reports.limitOfKey(id)) : head.sharesQuota() ? head.dailyLimit() : null;
        if (limit == null) {
            return new Today(sum.admitted(), sum.refusedRequests(), null, null, null);
        }
        long used = of == Of.KEY ? reports.todayOfLineageOf(id) : sum.admitted();
        long left = Math.max(0, limit - used);
        int hour = hour(now);
        Instant fullAt = Exhaustion.at(
                        left,
                        hour == 0 ? 0 : hours.get(hour - 1).admitted(),
                        hours.get(hour).admitted(),
                        now)
                .orElse(null);
        return new Today(used, sum.refusedRequests(), limit, left, fullAt);
    }

    /**
     * A key's quota that today will not last.
     *
     * @param left of it
     * @param fullAt when it will be used up, if it goes on like that; where nothing is left, it is
     */
    record KeyQuota(String keyId, String keyName, long left, Instant fullAt) {}

    /** Those of an account's keys that are used up first; null where none has a quota for itself. */
    @Nullable
    List<KeyQuota> soonest(Head head) {
        if (head.sharesQuota()) {
            return null;
        }
        Instant now = clock.instant();
        int hour = hour(now);
        List<KeyUse> limited = database
                .sql(QUOTAS)
                .params(hour, hour - 1, head.account().id(), Date.valueOf(day(now)))
                .query((row, n) -> new KeyUse(
                        row.getString("key_id"),
                        row.getString("name"),
                        head.limitOfKey(row.getObject("daily_limit", Long.class)),
                        row.getLong("used"),
                        row.getLong("last_hour"),
                        row.getLong("this_hour")))
                .list()
                .stream()
                .filter(use -> use.limit() != null)
                .toList();
        if (limited.isEmpty() && head.dailyLimit() == null) {
            return null;
        }
        return limited.stream()
                .flatMap(use -> use.quota(now).stream())
                .sorted(Comparator.comparing(KeyQuota::fullAt).thenComparing(KeyQuota::keyId))
                .limit(SOONEST_MAX)
                .toList();
    }

    private record KeyUse(
            String keyId, String name, @Nullable Long limit, long used, long lastHour, long thisHour) {
        Optional<KeyQuota> quota(Instant now) {
            long left = limit == null ? Long.MAX_VALUE : Math.max(0, limit - used);
            return Exhaustion.at(left, lastHour, thisHour, now).map(fullAt -> new KeyQuota(keyId, name, left, fullAt));
        }
    }

    private static LocalDate day(Instant now) {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static int hour(Instant now) {
        return now.atZone(ZoneOffset.UTC).getHour();
    }
}
