package dev.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.DeadLetter;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.testing.BackingServices;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** On a real broker: what the test driver hides, above all commits and restarts. */
class MeteringStreamsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String GATEWAY = UUID.randomUUID().toString();

    @TempDir
    private static Path dataDir;

    private static String brokers;
    private static ConfigurableApplicationContext application;
    private static KafkaProducer<byte[], byte[]> producer;

    private final String account = "acc_" + UUID.randomUUID();
    private final String key = "key_" + UUID.randomUUID();
    private final int day = UtcDay.of(System.currentTimeMillis());

    @BeforeAll
    static void start() {
        brokers = BackingServices.shared().kafkaBootstrapServers();
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        application = startApplication();
    }

    @AfterAll
    static void stop() {
        application.close();
        producer.close();
    }

    private static ConfigurableApplicationContext startApplication() {
        ConfigurableApplicationContext started = MeteringStreamsApplication.application()
                .run("--server.port=0", "--tollgate.bootstrap-servers=" + brokers, "--tollgate.data-dir=" + dataDir);
        await().atMost(Duration.ofSeconds(60)).until(() -> readiness(started) == 200);
        return started;
    }

    @Test
    void shouldSayUsageOnceHoweverOftenABatchIsSentAndOverARestart() throws Exception {
        send(events(0, 5));
        send(events(0, 5));
        assertThat(committedUsage(5).getAdmitted()).isEqualTo(5);

        application.close();
        application = startApplication();
        send(events(0, 5));
        send(events(5, 2));

        assertThat(committedUsage(7).getAdmitted()).isEqualTo(7);
    }

    @Test
    void shouldAnswerAClaimBeforeItIsCommitted() {
        send(RequestBatch.newBuilder()
                .setGateway(GATEWAY)
                .setEpoch(1)
                .addClaims(claim())
                .build());

        QuotaState state = await().atMost(SOON).until(this::latestState, Objects::nonNull);

        Holding granted = state.getHoldings(0);
        assertThat(granted.getAnswer()).isEqualTo(Answer.OK);
        assertThat(granted.getGranted()).isPositive();
        assertThat(state.getPosition().getPartition()).isEqualTo(Topic.partitionOf(account));
    }

    @Test
    void shouldPutRandomBytesAsideAndGoOn() throws Exception {
        byte[] garbage = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(
                        Topic.REQUEST_EVENTS.topicName(), Topic.partitionOf(account), new byte[0], garbage))
                .get();
        send(events(0, 3));

        assertThat(committedUsage(3).getAdmitted()).isEqualTo(3);
        assertThat(all(Topic.DEAD_LETTERS, 0, true).values()).anySatisfy(bytes -> assertThat(
                        DeadLetter.parseFrom(bytes).getValue().toByteArray())
                .isEqualTo(garbage));
    }

    @Test
    void shouldExportItsCounters() throws Exception {
        send(events(0, 1));
        committedUsage(1);

        assertThat(get(application, "/actuator/prometheus").body()).contains("tollgate_metering_events_fresh_total");
    }

    private DailyUsage committedUsage(long atLeast) {
        return await().atMost(SOON)
                .until(
                        () -> {
                            byte[] value = all(Topic.USAGE_DAILY, Topic.partitionOf(account), true)
                                    .get(new DayKey(day, key).toString());
                            return value == null ? DailyUsage.getDefaultInstance() : DailyUsage.parseFrom(value);
                        },
                        usage -> usage.getAdmitted() >= atLeast);
    }

    private @Nullable QuotaState latestState() throws Exception {
        byte[] value = all(Topic.QUOTA_STATE, Topic.partitionOf(account), false).get(new DayKey(day, key).toString());
        return value == null ? null : QuotaState.parseFrom(value);
    }

    /** The latest value of each key, from the partition's beginning to its present end. */
    private static Map<String, byte[]> all(Topic topic, int partition, boolean committed) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                committed ? "read_committed" : "read_uncommitted");
        TopicPartition from = new TopicPartition(topic.topicName(), partition);
        Map<String, byte[]> latest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(from));
            consumer.seekToBeginning(List.of(from));
            long end = Objects.requireNonNull(consumer.endOffsets(List.of(from)).get(from));
            while (consumer.position(from) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    String id = topic == Topic.DEAD_LETTERS
                            ? Long.toString(record.offset())
                            : new String(record.key(), StandardCharsets.UTF_8);
                    latest.put(id, record.value());
                }
            }
        }
        return latest;
    }

    private void send(RequestBatch batch) {
        try {
            producer.send(new ProducerRecord<>(
                            Topic.REQUEST_EVENTS.topicName(),
                            Topic.partitionOf(account),
                            new byte[0],
                            batch.toByteArray()))
                    .get();
        } catch (Exception e) {
            throw new AssertionError("The broker did not take a batch.", e);
        }
    }

    /** Each test is a gateway of its own: its positions are nobody else's. */
    private RequestBatch events(long from, int count) {
        EventColumnsWriter writer = new EventColumnsWriter(from);
        List<RequestEvent> events = new ArrayList<>();
        IntStream.range(0, count)
                .mapToObj(i -> new RequestEvent(
                        from + i,
                        1,
                        day,
                        System.currentTimeMillis(),
                        key,
                        account,
                        key,
                        "r",
                        Outcome.ADMITTED,
                        1,
                        null))
                .forEach(events::add);
        events.forEach(writer::add);
        return RequestBatch.newBuilder()
                .setGateway(GATEWAY.substring(0, 8) + account.substring(0, 20))
                .setEpoch(1)
                .setEvents(writer.finish(from + count))
                .build();
    }

    private Claim claim() {
        return Claim.newBuilder()
                .setSubject(key)
                .setDay(day)
                .setCtl(1)
                .setNeed(1)
                .setWant(9)
                .setLimit(100)
                .setRule(1)
                .build();
    }

    private static int readiness(ConfigurableApplicationContext of) throws Exception {
        return get(of, "/actuator/health/readiness").statusCode();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext of, String path) throws Exception {
        String port = of.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
