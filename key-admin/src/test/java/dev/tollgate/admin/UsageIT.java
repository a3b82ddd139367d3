package dev.tollgate.admin;

import static dev.tollgate.admin.UsageTopic.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.DeadLetter;
import dev.tollgate.contracts.v1.MeterUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From usage-daily to what a customer is shown. */
class UsageIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static UsageTopic ledger;

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final String account = http.account("enterprise");
    private final String key = http.key(account).text("id");
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @BeforeAll
    static void open() {
        ledger = AdminSystem.shared().usageTopic();
    }

    @AfterAll
    static void close() {
        ledger.close();
    }

    @Test
    void shouldShowUsageInTheListOfKeys() {
        ledger.commit(usage(account, key, today, 5, 7), usage(account, key, today.minusDays(1), 4, 100));

        awaitCount(key, 107);

        JsonNode listed =
                http.get("/api/v1/accounts/" + account + "/keys").json().at("/data/0");
        assertThat(listed.path("usage_count").asLong()).isEqualTo(107);
        assertThat(listed.path("usage_today").asLong()).isEqualTo(7);
        assertThat(Instant.parse(listed.path("last_used_at").asString())).isEqualTo(UsageTopic.usedAt(today));
        assertThat(http.get("/api/v1/keys/" + key).json()).isEqualTo(listed);
    }

    @Test
    void shouldShowUsageByDayWithoutGaps() {
        String other = http.key(account).text("id");
        ledger.commit(
                usage(account, key, today, 5, 7),
                usage(account, key, today.minusDays(2), 3, 10),
                usage(account, other, today, 6, 30),
                usage(account, key, today.minusDays(9), 1, 1_000));
        awaitCount(key, 1_017);
        awaitCount(other, 30);

        String period = "?from=" + today.minusDays(3) + "&to=" + today + "&granularity=day";
        JsonNode ofKey =
                http.get("/api/v1/keys/" + key + "/usage" + period).expect(200).json();
        assertThat(ofKey.propertyNames())
                .containsExactly("key_id", "from", "to", "granularity", "as_of", "lag_ms", "total", "meters", "series");
        assertThat(ofKey.path("key_id").asString()).isEqualTo(key);
        assertThat(ofKey.path("from").asString()).isEqualTo(today.minusDays(3).toString());
        assertThat(ofKey.path("granularity").asString()).isEqualTo("day");
        assertThat(ofKey.path("total").toString())
                .isEqualTo("{\"admitted\":17,\"admitted_requests\":17,\"refused_requests\":2}");
        assertThat(ofKey.path("series").size()).isEqualTo(4);
        assertThat(ofKey.at("/series/0/start").asString()).isEqualTo(today.minusDays(3) + "T00:00:00Z");
        assertThat(ofKey.at("/series/0/admitted").asLong()).isZero();
        assertThat(ofKey.at("/series/0/outcomes").toString()).isEqualTo("{}");
        assertThat(ofKey.at("/series/1/admitted").asLong()).isEqualTo(10);
        assertThat(ofKey.at("/series/3/outcomes").toString()).isEqualTo("{\"admitted\":7,\"quota_exceeded\":1}");

        JsonNode ofAccount = http.get("/api/v1/accounts/" + account + "/usage" + period)
                .expect(200)
                .json();
        assertThat(ofAccount.path("account_id").asString()).isEqualTo(account);
        assertThat(ofAccount.at("/total/admitted").asLong()).isEqualTo(47);
        assertThat(ofAccount.at("/series/3/admitted").asLong()).isEqualTo(37);
        assertThat(ofAccount.at("/series/3/outcomes").toString()).isEqualTo("{\"admitted\":37,\"quota_exceeded\":2}");
        JsonNode silent = http.get("/api/v1/keys/" + key + "/usage").json();
        assertThat(silent.path("series").size()).isEqualTo(30);
        assertThat(silent.path("to").asString()).isEqualTo(today.toString());
        assertThat(silent.at("/total/admitted").asLong()).isEqualTo(1_017);
    }

    @Test
    void shouldShowWhatWasReportedBesideRequests() {
        ledger.commit(
                usage(account, key, today, 5, 7).toBuilder()
                        .addMeters(meter("tokens", 812, 500_000))
                        .addMeters(meter("cost", 0, 350))
                        .build(),
                usage(account, key, today.minusDays(1), 4, 2).toBuilder()
                        .addMeters(meter("tokens", 7, 500_000))
                        .build());
        awaitCount(key, 9);

        for (String path : List.of("/api/v1/keys/" + key, "/api/v1/accounts/" + account)) {
            assertThat(http.get(path + "/usage?from=" + today.minusDays(1) + "&to=" + today)
                            .expect(200)
                            .json()
                            .path("meters")
                            .toString())
                    .isEqualTo("[{\"meter\":\"cost\",\"amount\":\"0.00035\",\"reports\":1},"
                            + "{\"meter\":\"tokens\",\"amount\":\"820\",\"reports\":2}]");
        }
        String export = "/api/v1/usage/export?from=" + today + "&to=" + today;
        assertThat(http.get(export).expect(200).body().lines())
                .filteredOn(line -> line.contains(key))
                .singleElement()
                .asString()
                .contains("\"meters\":{\"cost\":\"0.00035\",\"tokens\":\"812.5\"}");
        assertThat(http.get(export + "&format=csv").expect(200).body().lines())
                .filteredOn(line -> line.contains(key))
                .singleElement()
                .asString()
                .endsWith("\"{\"\"cost\"\":\"\"0.00035\"\",\"\"tokens\"\":\"\"812.5\"\"}\"");
        assertThat(new People(http)
                        .signedIn("viewer", null)
                        .open("/accounts/" + account + "/usage")
                        .expect(200)
                        .body())
                .contains("Reported beside requests", "0.00035");
    }

    private static MeterUsage meter(String name, long whole, int millionths) {
        return MeterUsage.newBuilder()
                .setMeter(name)
                .setWhole(whole)
                .setMillionths(millionths)
                .setReports(1)
                .build();
    }

    @Test
    void shouldShowUsageByHourWithoutGaps() {
        ledger.commit(usage(account, key, today, 5, 7), usage(account, key, today.minusDays(1), 4, 2));
        awaitCount(key, 9);

        for (String path : List.of("/api/v1/keys/" + key, "/api/v1/accounts/" + account)) {
            JsonNode report = http.get(path + "/usage?granularity=hour&from=" + today.minusDays(1) + "&to=" + today)
                    .expect(200)
                    .json();

            assertThat(report.path("series").size()).isEqualTo(48);
            assertThat(report.at("/series/12/start").asString()).isEqualTo(today.minusDays(1) + "T12:00:00Z");
            assertThat(report.at("/series/12/admitted").asLong()).isEqualTo(2);
            assertThat(report.at("/series/12").has("outcomes")).isFalse();
            assertThat(report.at("/series/35/refused_requests").asLong()).isEqualTo(1);
            assertThat(report.at("/series/36/admitted").asLong()).isEqualTo(7);
            assertThat(report.at("/series/37/admitted").asLong()).isZero();
            assertThat(report.at("/total/admitted").asLong()).isEqualTo(9);
        }
    }

    @Test
    void shouldIgnoreWhatIsNotNewer() {
        String other = http.key(account).text("id");
        ledger.commit(usage(account, key, today, 50, 7), usage(account, other, today, 50, 7));
        awaitCount(other, 7);

        ledger.commit(
                usage(account, key, today, 49, 900),
                usage(account, key, today, 50, 901),
                usage(account, other, today, 49, 900),
                usage(account, other, today, 51, 8));

        awaitCount(other, 8);
        assertThat(count(key)).isEqualTo(7);
        JsonNode hours = http.get("/api/v1/accounts/" + account + "/usage?granularity=hour&from=" + today)
                .json();
        assertThat(hours.at("/series/12/admitted").asLong()).isEqualTo(15);
    }

    @Test
    void shouldNotSeeWhatWasNeverCommitted() {
        ledger.abort(usage(account, key, today, 60, 999));
        ledger.commit(usage(account, key, today, 61, 3));

        awaitCount(key, 3);

        assertThat(system.sql()
                        .sql("SELECT count(*) FROM usage_daily WHERE admitted = 999")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void shouldTakeAMonthThatWasNeverSeen() {
        LocalDate past = LocalDate.of(2011, 2, 28);
        LocalDate future = LocalDate.of(2093, 12, 31);
        ledger.commit(usage(account, key, past, 1, 3), usage(account, key, future, 2, 4));

        awaitCount(key, 7);

        assertThat(http.get("/api/v1/keys/" + key + "/usage?from=2011-02-28&to=2011-03-01")
                        .json()
                        .at("/total/admitted")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void shouldPutAsideWhatIsNoUsageAndTakeTheRest() {
        String other = http.key(account).text("id");
        byte[] garbage = new byte[40];
        new Random(7).nextBytes(garbage);
        DailyUsage wrong = usage(account, other, today, 9, 5_000);

        ledger.commitBytes(
                usage(account, key, today, 1, 1), garbage, garbage, usage(account, key, today.minusDays(1), 1, 2));
        ledger.commitBytes(
                usage(account, key, today, 2, 10),
                new DayKey(wrong.getDay(), key).toBytes(),
                wrong.toByteArray(),
                usage(account, other, today, 2, 20));

        awaitCount(key, 12);
        awaitCount(other, 20);
        List<DeadLetter> letters =
                await().atMost(SOON).until(() -> lettersOf(garbage, wrong.toByteArray()), found -> found.size() == 2);
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.getTopic()).isEqualTo("usage-daily");
            assertThat(letter.getApplication()).isEqualTo("key-admin");
            assertThat(letter.getPartition()).isEqualTo(Topic.partitionOf(account));
            assertThat(letter.getReason()).isNotBlank();
            assertThat(CapturedLog.text())
                    .contains("Put aside usage-daily-" + letter.getPartition() + "@" + letter.getOffset());
        });
        assertThat(letters.get(0).getKey().toByteArray()).isEqualTo(garbage);
        assertThat(http.get("/actuator/prometheus").body())
                .contains("tollgate_dead_letters_total{topic=\"usage-daily\"}");
    }

    @Test
    void shouldChangeNothingWhenTheTopicIsReadAgain() throws Exception {
        for (int version = 1; version <= 5; version++) {
            ledger.commit(
                    usage(account, key, today, version, version * 10L),
                    usage(account, key, today.minusDays(40), version, version));
        }
        awaitCount(key, 55);
        String witness = http.key(account).text("id");
        // The topic may hold what other tests have written for databases of their own.
        awaitFresh(Instant.now());
        List<String> before = tablesWithout(witness);

        system.readUsageAgain();
        ledger.commit(usage(account, witness, today, 1, 1));
        awaitCount(witness, 1);
        awaitFresh(Instant.now());

        assertThat(count(key)).isEqualTo(55);
        assertThat(tablesWithout(witness)).isEqualTo(before);
    }

    @Test
    void shouldShareTheWorkWithAnotherInstance() {
        try (AdminSystem second = system.another()) {
            List<String> accounts =
                    Stream.generate(() -> http.account("free")).limit(20).toList();
            List<String> keys =
                    accounts.stream().map(a -> http.key(a).text("id")).toList();
            for (int i = 0; i < keys.size(); i++) {
                ledger.commit(usage(accounts.get(i), keys.get(i), today, 1, i + 1));
            }
            keys.forEach(k -> awaitCount(k, keys.indexOf(k) + 1));
            Instant written = Instant.now();
            awaitFresh(written);
            assertThat(Instant.parse(
                            second.http().get("/api/v1/keys/" + key + "/usage").text("as_of")))
                    .isAfterOrEqualTo(written);
        }
        ledger.commit(usage(account, key, today, 1, 1));
        awaitCount(key, 1);
    }

    @Test
    void shouldSayHowFreshItIs() {
        Instant asked = Instant.now();

        awaitFresh(asked);

        JsonNode report = http.get("/api/v1/keys/" + key + "/usage").json();
        assertThat(Instant.parse(report.path("as_of").asString())).isBeforeOrEqualTo(Instant.now());
        assertThat(report.path("lag_ms").asLong()).isBetween(0L, 30_000L);
    }

    private List<DeadLetter> lettersOf(byte[]... values) {
        return system.topics().deadLetters().stream()
                .filter(letter -> List.of(values).stream()
                        .anyMatch(
                                value -> Arrays.equals(value, letter.getValue().toByteArray())))
                .toList();
    }

    /** A digest of each table. */
    private List<String> tablesWithout(String keyId) {
        return Stream.of("usage_daily", "usage_hourly", "usage_routes", "key_usage")
                .map(table -> system.sql()
                        .sql("SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM " + table
                                + " t WHERE key_id <> ?")
                        .param(keyId)
                        .query(String.class)
                        .single())
                .toList();
    }

    private void awaitFresh(Instant since) {
        await().atMost(SOON).until(() -> !Instant.parse(
                        http.get("/api/v1/keys/" + key + "/usage").text("as_of"))
                .isBefore(since));
    }

    private void awaitCount(String id, long count) {
        await().atMost(SOON).until(() -> count(id) == count);
    }

    private long count(String id) {
        return http.get("/api/v1/keys/" + id).json().path("usage_count").asLong();
    }
}
