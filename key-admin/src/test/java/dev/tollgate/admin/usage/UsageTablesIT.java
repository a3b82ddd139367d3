package dev.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.MeterUsage;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.OutcomeCount;
import dev.tollgate.contracts.v1.RouteUsage;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Several writers of the same rows, as when a partition moves to another instance that reads it again. */
class UsageTablesIT {
    private static final int WRITERS = 6;
    private static final int KEYS = 5;
    private static final int VERSIONS = 200;
    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);

    /** What is added up, and what it must be equal to. */
    private static final Map<String, String> SUMS = Map.of(
            "account_usage_meters",
            "SELECT account_id, day, meter, sum(amount) AS amount, sum(reports)::bigint AS reports"
                    + " FROM usage_meters GROUP BY 1, 2, 3",
            "key_usage_monthly",
            "SELECT account_id, date_trunc('month', day)::date AS month, key_id, sum(admitted)::bigint AS admitted,"
                    + " sum(admitted_requests)::bigint AS admitted_requests, sum(refused_requests)::bigint AS refused_requests"
                    + " FROM usage_daily GROUP BY 1, 2, 3",
            "account_usage_daily",
            "SELECT account_id, day, count(*) AS keys, sum(admitted)::bigint AS admitted,"
                    + " sum(admitted_requests)::bigint AS admitted_requests, sum(refused_requests)::bigint AS refused_requests"
                    + ", max(counted_at) AS counted_at FROM usage_daily GROUP BY 1, 2",
            "account_usage_hourly",
            "SELECT account_id, day, hour, sum(admitted)::bigint AS admitted,"
                    + " sum(admitted_requests)::bigint AS admitted_requests, sum(refused_requests)::bigint AS refused_requests"
                    + " FROM usage_hourly GROUP BY 1, 2, 3",
            "account_usage_routes",
            "SELECT account_id, day, route, sum(admitted)::bigint AS admitted,"
                    + " sum(admitted_requests)::bigint AS admitted_requests, sum(refused_requests)::bigint AS refused_requests"
                    + " FROM usage_routes GROUP BY 1, 2, 3",
            "account_usage_outcomes",
            "SELECT account_id, day, outcome.key AS outcome, sum(outcome.value::bigint)::bigint AS requests"
                    + " FROM usage_daily, jsonb_each_text(outcomes) AS outcome GROUP BY 1, 2, 3");

    private static HikariDataSource pool;

    @BeforeAll
    static void migrate() {
        Database database = BackingServices.shared().newDatabase();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.applicationUser());
        config.setPassword(database.applicationPassword());
        config.setMaximumPoolSize(WRITERS);
        // As the application has it: it turns batches into statements of many rows.
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        pool = new HikariDataSource(config);
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("classpath:db/key-admin")
                .placeholders(Map.of("application_role", database.applicationUser()))
                .load()
                .migrate();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static UsageTables tables() {
        return new UsageTables(
                new JdbcTemplate(pool), new TransactionTemplate(new JdbcTransactionManager(pool)), new JsonMapper());
    }

    @Test
    void shouldCountEachRequestOnceWhoeverWritesInWhateverOrder() throws Exception {
        Random random = new Random(5);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            // Tables of its own: another process knows nothing of the months that this one has made.
            UsageTables tables = tables();
            List<List<DailyUsage>> batches = batches(random);
            writers.add(() -> batches.stream().mapToInt(tables::write).sum());
        }
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (Future<Integer> news : threads.invokeAll(writers)) {
                assertThat(news.get()).isNotNegative();
            }
        } finally {
            threads.shutdownNow();
        }

        JdbcTemplate database = new JdbcTemplate(pool);
        for (int key = 0; key < KEYS; key++) {
            // Two days, each with the latest version.
            assertThat(database.queryForObject(
                            "SELECT usage_count FROM key_usage WHERE key_id = ?", Long.class, "key_" + key))
                    .isEqualTo(2L * VERSIONS * 10);
            assertThat(database.queryForList(
                            "SELECT admitted FROM usage_hourly WHERE key_id = ? ORDER BY day, hour",
                            Long.class,
                            "key_" + key))
                    .containsExactly(VERSIONS * 10L, 0L, VERSIONS * 10L, 0L);
        }
        SUMS.forEach((table, sum) -> assertThat(database.queryForList("SELECT * FROM " + table + " ORDER BY 1, 2, 3"))
                .as(table)
                .isNotEmpty()
                .isEqualTo(database.queryForList(sum + " ORDER BY 1, 2, 3")));
    }

    @Test
    void shouldSayHowManyWereNews() {
        UsageTables tables = tables();

        assertThat(tables.write(List.of(usage("key_news", DAY, 5), usage("key_other", DAY, 5))))
                .isEqualTo(2);
        assertThat(tables.write(List.of(usage("key_news", DAY, 4), usage("key_other", DAY, 5))))
                .isZero();
        assertThat(tables.write(List.of(usage("key_news", DAY, 7), usage("key_news", DAY, 6))))
                .isEqualTo(1);
    }

    @Test
    void shouldNameTheUsageOfKeysInAnyPeriod() {
        String account = "acc_of_shares";
        LocalDate first = LocalDate.of(2027, 1, 20);
        List<DailyUsage> written = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // Of two keys, on days in three months.
            written.add(usage("key_shares_" + i % 2, first.plusDays(17L * i), i + 1).toBuilder()
                    .setAccountId(account)
                    .build());
        }
        tables().write(written);
        UsageReports reports = new UsageReports(JdbcClient.create(pool), Clock.systemUTC());

        for (int from = -20; from < 70; from++) {
            for (int to = from; to < 70; to++) {
                UsagePeriod period = new UsagePeriod(first.plusDays(from), first.plusDays(to), false);
                Map<String, Long> expected = new TreeMap<>();
                for (DailyUsage usage : written) {
                    if (usage.getDay() >= period.from().toEpochDay()
                            && usage.getDay() <= period.to().toEpochDay()) {
                        expected.merge(usage.getKeyId(), usage.getAdmitted(), Long::sum);
                    }
                }
                Map<String, Long> named = new TreeMap<>();
                reports.byKey(account, period, 10).forEach(share -> named.put(share.id(), share.admitted()));
                assertThat(named).as(period.toString()).isEqualTo(expected);
            }
        }
    }

    private static List<List<DailyUsage>> batches(Random random) {
        List<List<DailyUsage>> batches = new ArrayList<>();
        // Each goes through the log at a pace of its own, in steps of its own, and over it again.
        for (int round = 0; round < 3; round++) {
            for (int version = 1; version < VERSIONS; version += 1 + random.nextInt(9)) {
                batches.add(batch(random, version));
            }
            batches.add(batch(random, VERSIONS - round));
        }
        return batches;
    }

    private static List<DailyUsage> batch(Random random, long version) {
        List<DailyUsage> batch = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            batch.add(usage("key_" + key, DAY, version));
            batch.add(usage("key_" + key, DAY.plusDays(1), version));
        }
        Collections.shuffle(batch, random);
        return batch;
    }

    private static DailyUsage usage(String key, LocalDate day, long version) {
        return DailyUsage.newBuilder()
                .setKeyId(key)
                // Three accounts for all of them.
                .setAccountId("acc_" + Math.floorMod(key.hashCode(), 3))
                .setDay(Math.toIntExact(day.toEpochDay()))
                .setPosition(LogPosition.newBuilder().setOffset(version))
                .addMeters(MeterUsage.newBuilder()
                        .setMeter("tokens")
                        .setWhole(version)
                        .setMillionths(999_999)
                        .setReports(version))
                .setCountedAtMs(1_800_000_000_000L + version)
                .setAdmitted(version * 10)
                .addHours(HourUsage.newBuilder().setHour(7).setAdmitted(version * 10))
                .addHours(HourUsage.newBuilder().setHour(8))
                .addRoutes(RouteUsage.newBuilder().setRoute("GET /orders").setAdmittedRequests(version))
                .addRoutes(RouteUsage.newBuilder().setRoute("POST /orders").setRefusedRequests(version / 3))
                .addOutcomes(outcome(Outcome.ADMITTED, version))
                .addOutcomes(outcome(Outcome.QUOTA_EXCEEDED, version / 3))
                .setLastUsedAtMs(version)
                .build();
    }

    private static OutcomeCount outcome(Outcome outcome, long requests) {
        return OutcomeCount.newBuilder()
                .setOutcome(outcome)
                .setRequests(requests)
                .build();
    }
}
