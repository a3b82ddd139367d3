package dev.tollgate.metering.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.DeadLetter;
import dev.tollgate.contracts.v1.EventColumns;
import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.MeterUsage;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.contracts.v1.UsageReport;
import dev.tollgate.metering.event.Detail;
import dev.tollgate.metering.ledger.Ledger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeteringTopologyTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DAYS_31 = Duration.ofDays(31);
    private static final int DAY = UtcDay.of(NOON.toEpochMilli());
    /** The driver has one partition: an account that belongs there. */
    private static final String ACCOUNT = IntStream.range(0, 1_000)
            .mapToObj(i -> "acc_" + i)
            .filter(id -> Topic.partitionOf(id) == 0)
            .findFirst()
            .orElseThrow();

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> requestEvents;
    private TestOutputTopic<byte[], byte[]> quotaState;
    private TestOutputTopic<byte[], byte[]> usageDaily;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        start(Detail.OFF);
    }

    private void start(Detail usageEvents) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "test",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0",
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2));
        driver = new TopologyTestDriver(
                new MeteringTopology(new MeteringMetrics(new SimpleMeterRegistry()), usageEvents).get(),
                properties,
                NOON);
        requestEvents = driver.createInputTopic(
                Topic.REQUEST_EVENTS.topicName(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                NOON,
                Duration.ZERO);
        quotaState = output(Topic.QUOTA_STATE);
        usageDaily = output(Topic.USAGE_DAILY);
        deadLetters = output(Topic.DEAD_LETTERS);
    }

    @AfterEach
    void leaveNothingOver() {
        assertThat(quotaState.isEmpty()).as("quota-state is read to its end").isTrue();
        assertThat(usageDaily.isEmpty()).as("usage-daily is read to its end").isTrue();
        assertThat(deadLetters.isEmpty()).as("dead-letters is read to its end").isTrue();
        driver.close();
    }

    @Test
    void shouldSayAbsoluteUsageForEachKeyAndDay() throws Exception {
        send(batch(events(0, DAY, "key_1", "key_2", "key_1")));
        send(batch(events(3, DAY, "key_1")));

        assertThat(usages())
                .extracting(DailyUsage::getKeyId, DailyUsage::getAdmitted, u -> u.getPosition()
                        .getOffset())
                .containsExactly(tuple("key_1", 2L, 0L), tuple("key_2", 1L, 0L), tuple("key_1", 3L, 1L));
    }

    @Test
    void shouldSayNothingOfEventsThatAreSentAgain() throws Exception {
        RequestBatch batch = batch(events(0, DAY, "key_1", "key_1"));
        send(batch);
        send(batch);

        assertThat(usages()).extracting(DailyUsage::getAdmitted).containsExactly(2L);
    }

    @Test
    void shouldCountTheDayThatTheGateSaid() throws Exception {
        send(batch(events(0, DAY, "key_1")));
        send(batch(events(1, DAY + 1, "key_1")));

        assertThat(usages()).extracting(DailyUsage::getDay).containsExactly(DAY, DAY + 1);
    }

    @Test
    void shouldAnswerAClaimUnderItsSubjectAndDay() throws Exception {
        send(batch(EventColumns.getDefaultInstance()).toBuilder()
                .addClaims(claim(DAY))
                .build());

        KeyValue<byte[], byte[]> state = quotaState.readKeyValue();

        assertThat(DayKey.fromBytes(state.key)).isEqualTo(new DayKey(DAY, "key_1"));
        assertThat(QuotaState.parseFrom(state.value).getHoldings(0).getGranted())
                .isPositive();
    }

    @Test
    void shouldPutAsideWhatIsNoBatchAndGoOn() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            requestEvents.pipeInput(new byte[] {1}, bytes);
        }
        requestEvents.pipeInput(new byte[] {1}, new byte[0]);
        requestEvents.pipeInput(new byte[] {1}, (byte[]) null);
        send(batch(events(0, DAY, "key_1")));

        assertThat(usages()).hasSize(1);
        assertThat(letters()).hasSize(52).allSatisfy(letter -> {
            assertThat(letter.getTopic()).isEqualTo(Topic.REQUEST_EVENTS.topicName());
            assertThat(letter.getReason()).isNotBlank();
        });
    }

    @Test
    void shouldPutAsideEventsOfAnotherPartition() throws Exception {
        EventColumnsWriter writer = new EventColumnsWriter(0);
        String stranger = IntStream.range(0, 1_000)
                .mapToObj(i -> "acc_" + i)
                .filter(id -> Topic.partitionOf(id) == 1)
                .findFirst()
                .orElseThrow();
        writer.add(event(0, DAY, "key_1", stranger));
        send(batch(writer.finish(3)));

        assertThat(letters()).singleElement().satisfies(letter -> assertThat(letter.getReason())
                .contains("another partition"));
    }

    @Test
    void shouldPutAsideDaysThatAreLongOverButCountTheRestOfTheBatch() throws Exception {
        EventColumnsWriter writer = new EventColumnsWriter(0);
        writer.add(event(0, DAY - DayWindow.USAGE_DAYS, "key_1", ACCOUNT));
        writer.add(event(1, DAY - DayWindow.USAGE_DAYS + 1, "key_1", ACCOUNT));
        writer.add(event(2, DAY + 2, "key_1", ACCOUNT));
        send(batch(writer.finish(3)));

        assertThat(usages()).extracting(DailyUsage::getDay).containsExactly(DAY - DayWindow.USAGE_DAYS + 1);
        List<DeadLetter> letters = letters();
        assertThat(letters).hasSize(1);
        RequestBatch refused = RequestBatch.parseFrom(letters.get(0).getValue());
        assertThat(refused.getEvents().getPositionDeltaCount()).isEqualTo(2);
    }

    @Test
    void shouldForgetQuotasOfDaysThatAreOver() throws Exception {
        send(batch(EventColumns.getDefaultInstance()).toBuilder()
                .addClaims(claim(DAY))
                .build());
        requestEvents.pipeInput(
                new byte[] {1}, batch(events(0, DAY + 5, "key_1")).toByteArray(), NOON.plus(Duration.ofDays(5)));

        try (var left = driver.getKeyValueStore(LedgerProcessor.SUBJECT_STORE).all()) {
            assertThat(left).toIterable().singleElement().satisfies(kept -> assertThat(kept.key)
                    .hasToString(new DayKey(DAY + 5, "key_1").toString()));
        }
        assertThat(usages()).hasSize(1);
        assertThat(quotaState.readValuesToList()).hasSize(1);
    }

    @Test
    void shouldAddReportsToTheDayOfTheirKey() throws Exception {
        send(batch(events(0, DAY, "key_1")));
        send(reports(report(1, "key_1", NOON), report(2, "key_1", NOON), report(3, "key_1", NOON.minus(DAYS_31))));

        assertThat(usages())
                .extracting(
                        DailyUsage::getDay,
                        DailyUsage::getAdmitted,
                        usage -> usage.getPosition().getOffset(),
                        usage -> usage.getMetersList().stream()
                                .mapToLong(MeterUsage::getWhole)
                                .sum())
                .containsExactly(tuple(DAY, 1L, 0L, 0L), tuple(DAY, 1L, 1L, 20L), tuple(DAY - 31, 0L, 1L, 10L));
    }

    @Test
    void shouldCountAReportOnceHoweverOftenAndWheneverItComesWithin32Days() throws Exception {
        send(reports(report(1, "key_1", NOON), report(1, "key_1", NOON)));
        send(reports(report(1, "key_1", NOON)));
        // Another gateway's, in the log before its time: the broker's clock was set back.
        sendAt(NOON.minusSeconds(3_600), reports(report(1, "key_1", NOON)));
        sendAt(NOON.plus(ReportsProcessor.SEEN_FOR), reports(report(1, "key_1", NOON)));

        assertThat(usages())
                .singleElement()
                .satisfies(usage -> assertThat(usage.getMeters(0).getReports()).isEqualTo(1));

        sendAt(NOON.plus(ReportsProcessor.SEEN_FOR).plusMillis(1), reports(report(1, "key_1", NOON)));

        assertThat(usages())
                .singleElement()
                .satisfies(usage -> assertThat(usage.getMeters(0).getReports()).isEqualTo(2));
    }

    @Test
    void shouldPutAsideReportsOfDaysThatAreLongOver() throws Exception {
        send(reports(
                report(1, "key_1", NOON.minus(Duration.ofDays(DayWindow.USAGE_DAYS))),
                report(2, "key_1", NOON.plus(Duration.ofDays(2))),
                report(3, "key_1", NOON)));
        send(reports(report(4, "key_1", NOON.plus(Duration.ofDays(2)))));

        assertThat(usages()).singleElement().satisfies(usage -> assertThat(usage.getDay())
                .isEqualTo(DAY));
        List<DeadLetter> letters = letters();
        assertThat(letters).hasSize(2);
        assertThat(RequestBatch.parseFrom(letters.get(0).getValue()).getReportsCount())
                .isEqualTo(2);
    }

    @Test
    void shouldPutAsideReportsThatAreNone() throws Exception {
        UsageReport good = report(1, "key_1", NOON);
        List<RequestBatch> bad = List.of(
                reports(good).toBuilder().setEpoch(1).build(),
                reports(good).toBuilder().clearGateway().build(),
                reports(good.toBuilder()
                        .setIdentity(ByteString.copyFrom(new byte[15]))
                        .build()),
                reports(good.toBuilder().clearKeyId().build()),
                reports(good.toBuilder().clearAmounts().build()),
                reports(good.toBuilder().setAtMs(-1).build()),
                reports(good.toBuilder().setAtMs(Long.MAX_VALUE).build()),
                reports(good.toBuilder().setAmounts(0, amount(-1, 0)).build()),
                reports(good.toBuilder()
                        .setAmounts(0, amount(Long.MAX_VALUE, 0))
                        .build()),
                reports(good.toBuilder().setAmounts(0, amount(0, 1_000_000)).build()));
        bad.forEach(this::send);
        send(reports(good));

        assertThat(letters()).hasSameSizeAs(bad);
        assertThat(usages()).hasSize(1);
    }

    @Test
    void shouldTellOthersOfFreshUsageOnce() throws Exception {
        driver.close();
        start(Detail.MINUTE);
        TestOutputTopic<byte[], byte[]> events = output(Topic.USAGE_EVENTS);
        RequestBatch batch = batch(events(0, DAY, "key_1", "key_2", "key_1"));
        send(batch);
        send(batch);
        send(reports(report(1, "key_1", NOON), report(1, "key_1", NOON)));

        assertThat(events.readRecordsToList())
                .allSatisfy(event -> {
                    assertThat(new String(event.key(), StandardCharsets.UTF_8)).isEqualTo(ACCOUNT);
                    assertThat(new String(
                                    event.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
                            .startsWith("application/cloudevents+json");
                })
                .extracting(event -> new String(event.value(), StandardCharsets.UTF_8))
                .satisfiesExactly(
                        key1 -> assertThat(key1).contains("\"id\":\"0-key_1-", "\"admitted\":2,"),
                        key2 -> assertThat(key2).contains("\"id\":\"0-key_2-", "\"admitted\":1,"),
                        report -> assertThat(report).contains("dev.tollgate.report", "\"tokens\":10"));
        assertThat(usages()).hasSize(3);
    }

    private void sendAt(Instant logTime, RequestBatch batch) {
        requestEvents.pipeInput(new byte[] {1}, batch.toByteArray(), logTime);
    }

    private static RequestBatch reports(UsageReport... reports) {
        return RequestBatch.newBuilder()
                .setGateway("gateway")
                .addAllReports(List.of(reports))
                .build();
    }

    private static UsageReport report(int identity, String key, Instant at) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) identity;
        return UsageReport.newBuilder()
                .setIdentity(ByteString.copyFrom(bytes))
                .setKeyId(key)
                .setAccountId(ACCOUNT)
                .setAtMs(at.toEpochMilli())
                .addAmounts(amount(10, 0))
                .build();
    }

    private static MeterAmount amount(long whole, int millionths) {
        return MeterAmount.newBuilder()
                .setMeter("tokens")
                .setWhole(whole)
                .setMillionths(millionths)
                .build();
    }

    private void send(RequestBatch batch) {
        requestEvents.pipeInput(new byte[] {1}, batch.toByteArray());
    }

    private TestOutputTopic<byte[], byte[]> output(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<DailyUsage> usages() throws Exception {
        List<DailyUsage> usages = new ArrayList<>();
        for (byte[] value : usageDaily.readValuesToList()) {
            usages.add(DailyUsage.parseFrom(value));
        }
        return usages;
    }

    private List<DeadLetter> letters() throws Exception {
        List<DeadLetter> letters = new ArrayList<>();
        for (byte[] value : deadLetters.readValuesToList()) {
            letters.add(DeadLetter.parseFrom(value));
        }
        return letters;
    }

    private static EventColumns events(long from, int day, String... keys) {
        EventColumnsWriter writer = new EventColumnsWriter(from);
        for (int i = 0; i < keys.length; i++) {
            writer.add(event(from + i, day, keys[i], ACCOUNT));
        }
        return writer.finish(from + keys.length);
    }

    private static RequestEvent event(long position, int day, String key, String account) {
        return new RequestEvent(
                position, 1, day, NOON.toEpochMilli(), key, account, key, "GET /", Outcome.ADMITTED, 1, null);
    }

    private static RequestBatch batch(EventColumns events) {
        return RequestBatch.newBuilder()
                .setGateway("gateway")
                .setEpoch(1)
                .setEvents(events)
                .build();
    }

    private static Claim claim(int day) {
        return Claim.newBuilder()
                .setSubject("key_1")
                .setDay(day)
                .setCtl(1)
                .setNeed(1)
                .setWant(9)
                .setLimit(100)
                .setRule(Ledger.RULE)
                .build();
    }
}
