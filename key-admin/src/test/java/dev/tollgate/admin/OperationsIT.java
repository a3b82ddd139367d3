package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.GatewayStatus;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.testing.BackingServices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page of those who run it. */
class OperationsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final Browser admin = new People(http).signedIn("admin", null);
    private final String run = Long.toHexString(System.nanoTime());
    private final UsageTopic ledger = system.usageTopic();
    private final KafkaProducer<byte[], byte[]> gate = new KafkaProducer<>(
            Map.of("bootstrap.servers", BackingServices.shared().kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    @AfterEach
    void close() {
        gate.close();
        ledger.close();
    }

    @Test
    void shouldShowGatewaysUntilTheyTakeTheirLeave() throws Exception {
        say("a" + run, status("a" + run).build().toByteArray());
        say("b" + run, status("b" + run).setHost("other-" + run).build().toByteArray());

        await().atMost(SOON).untilAsserted(() -> assertThat(page())
                .contains("host-" + run, "other-" + run, "1,234", "of 56 made", "2 lapsed", "api-keys is being read"));
        // 30 of each in half a minute.
        assertThat(rowOf("host-" + run)).contains(">alive<", ">60<");

        say("b" + run, null);

        await().atMost(SOON).untilAsserted(() -> assertThat(page()).doesNotContain("other-" + run));
        assertThat(page()).contains("host-" + run);
        say("a" + run, null);
    }

    @Test
    void shouldAddUpWhereRefusedCallersComeFrom() throws Exception {
        say("a" + run, status("a" + run).build().toByteArray());
        say("b" + run, status("b" + run).build().toByteArray());

        await().atMost(SOON).untilAsserted(() -> assertThat(rowOf("2001:db8:" + run.substring(run.length() - 4)))
                .contains(">14<", ">6<"));
        say("a" + run, null);
        say("b" + run, null);
    }

    @Test
    void shouldPutAsideWhatIsNoStatus() throws Exception {
        say("c" + run, "garbage".getBytes(StandardCharsets.UTF_8));
        say("d" + run, status("somebody-else").build().toByteArray());

        await().atMost(SOON).untilAsserted(() -> assertThat(system.topics().deadLetters())
                .filteredOn(letter -> letter.getTopic().equals(Topic.GATEWAY_STATUS.topicName()))
                .extracting(letter -> letter.getKey().toStringUtf8())
                .contains("c" + run, "d" + run));
        assertThat(page()).doesNotContain("somebody-else");
    }

    @Test
    void shouldShowWhoNearsTheirQuotaAndWhoIsBusiest() {
        String account = http.post("/api/v1/accounts", "{'name': 'Near " + run + "', 'plan': 'free'}")
                .text("id");
        String key = http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Busy " + run + "'}")
                .text("id");
        String easy = http.post("/api/v1/accounts", "{'name': 'Easy " + run + "', 'plan': 'enterprise'}")
                .text("id");
        String idle = http.key(easy).text("id");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        // Far above, so that no other test's keys come first.
        ledger.commit(UsageTopic.usage(account, key, today, 5, 50_000_000), UsageTopic.usage(easy, idle, today, 6, 10));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rowOf("Near " + run)).contains("used up", "of 100<"));
        String page = page();
        assertThat(page).contains("Busy " + run, ">50,000,000<");
        assertThat(page.substring(page.indexOf("Near or over"), page.indexOf("Busiest keys")))
                .doesNotContain("Easy " + run);
    }

    @Test
    void shouldShowAKeyThatNearsALimitOfItsOwn() {
        String account = http.post("/api/v1/accounts", "{'name': 'Own " + run + "', 'plan': 'enterprise'}")
                .text("id");
        String key = http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Limited', 'daily_limit': 10}")
                .text("id");
        ledger.commit(UsageTopic.usage(account, key, LocalDate.now(ZoneOffset.UTC), 5, 40_000_000));

        await().atMost(SOON).untilAsserted(() -> assertThat(rowOf("Own " + run)).contains("Limited", "of 10<"));
    }

    @Test
    void shouldSayHowFarUsageIsComplete() {
        await().atMost(SOON).untilAsserted(() -> assertThat(page())
                .contains("can be trusted", "batches in Kafka")
                .doesNotContain("Kafka does not answer"));
    }

    @Test
    void shouldFindAnHourThatIsUnusualForItsKey() {
        String account = http.account("enterprise");
        String key = http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Stolen " + run + "'}")
                .text("id");
        String steady = http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Steady " + run + "'}")
                .text("id");
        ZonedDateTime hour = ZonedDateTime.now(ZoneOffset.UTC).minusHours(1);
        for (int days = 10; days > 0; days--) {
            ledger.commit(
                    hourly(account, key, hour.minusDays(days), 200),
                    hourly(account, steady, hour.minusDays(days), 900));
        }
        ledger.commit(hourly(account, key, hour, 900), hourly(account, steady, hour, 900));
        await().atMost(SOON)
                .until(() -> http.get("/api/v1/keys/" + key)
                                .json()
                                .path("usage_count")
                                .asLong()
                        == 2_900);

        system.lookForUnusualUse();

        await().atMost(SOON).untilAsserted(() -> assertThat(unusual()).contains("Stolen " + run, ">900<", ">200<"));
        assertThat(unusual()).doesNotContain("Steady " + run);
    }

    @Test
    void shouldTellThatKafkaDoesNotAnswerAndShowTheRest() {
        try (AdminSystem alone =
                AdminSystem.start("127.0.0.1:1", BackingServices.shared().newDatabase())) {
            Browser person = new People(alone.http()).signedIn("admin", null);

            String page = person.open("/operations").expect(200).body();

            assertThat(page).contains("Kafka does not answer", "No gateway has said anything yet", "Near or over");
        }
    }

    private String page() {
        return admin.open("/operations").expect(200).body();
    }

    /** The row of a table that has that text. */
    private String rowOf(String text) {
        String page = page();
        int at = page.indexOf(text);
        assertThat(at).as(text).isPositive();
        return page.substring(page.lastIndexOf("<tr", at), page.indexOf("</tr>", at));
    }

    private String unusual() {
        String page = page();
        return page.substring(page.indexOf("Unusual use"));
    }

    private GatewayStatus.Builder status(String gateway) {
        long now = Instant.now().toEpochMilli();
        GatewayStatus.Builder status = GatewayStatus.newBuilder()
                .setGateway(gateway)
                .setHost("host-" + run)
                .setEpoch(3)
                .setStartedAtMs(now - 90_000)
                .setSaidAtMs(now)
                .setWindowFromMs(now - 30_000)
                .setJournalEvents(1_234)
                .setJournalBytes(1 << 20)
                .setJournalBytesMax(4 << 20)
                .setOpenClaims(4)
                .setClaims(56)
                .setLapses(2);
        status.addViewsBuilder().setTopic("plans").setWhole(true).setAgeMs(10);
        status.addViewsBuilder().setTopic("api-keys").setWhole(false).setAgeMs(-1);
        for (String outcome :
                new String[] {"admitted", "key_invalid", "scope_missing", "quota_exceeded", "not_ready"}) {
            status.addAnsweredBuilder().setOutcome(outcome).setRequests(30);
        }
        status.addRefusedSourcesBuilder()
                .setSource("2001:db8:" + run.substring(run.length() - 4))
                .setUnauthorized(7)
                .setLimited(3);
        return status;
    }

    private void say(String gateway, byte @Nullable [] status) throws Exception {
        gate.send(new ProducerRecord<>(
                        Topic.GATEWAY_STATUS.topicName(), gateway.getBytes(StandardCharsets.UTF_8), status))
                .get();
    }

    private static DailyUsage hourly(String account, String key, ZonedDateTime hour, long admitted) {
        return UsageTopic.usage(account, key, hour.toLocalDate(), 5, admitted).toBuilder()
                .clearHours()
                .addHours(HourUsage.newBuilder()
                        .setHour(hour.getHour())
                        .setAdmitted(admitted)
                        .setAdmittedRequests(admitted))
                .build();
    }
}
