package dev.tollgate.auth.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.auth.FreePorts;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.testing.BackingServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a follower does whatever the broker does. */
class TopicFollowerIT {
    private static final Topic TOPIC = Topic.QUOTA_STATE;

    private final String shared = BackingServices.shared().kafkaBootstrapServers();
    private final String mine = UUID.randomUUID().toString();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    void shouldStartFromAMomentWhereToldSo() throws Exception {
        try (TestTopics topics = new TestTopics(shared)) {
            RecordMetadata before =
                    topics.put(TOPIC, 3, bytes(mine + " before"), bytes("x")).get();
            Instant from = Instant.ofEpochMilli(before.timestamp() + 1);
            await().until(() -> Instant.now().isAfter(from));
            topics.put(TOPIC, 3, bytes(mine + " after"), bytes("x")).get();

            try (TopicFollower follower = follower(shared, false, from)) {
                follower.start();
                await().until(follower::isCaughtUp);
                assertThat(seen).containsExactly(mine + " after");
            }
        }
    }

    @Test
    void shouldSeeUncommittedRecordsOnlyWhereToldSo() throws Exception {
        makeTopics();
        try (KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                        Map.of("bootstrap.servers", shared, "transactional.id", mine),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                TopicFollower early = follower(shared, false, null)) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(record("given up")).get();
            early.start();
            await().until(() -> seen.equals(List.of(mine + " given up")));
            transactional.abortTransaction();
            transactional.beginTransaction();
            transactional.send(record("kept")).get();
            transactional.commitTransaction();
            await().until(() -> seen.equals(List.of(mine + " given up", mine + " kept")));
        }
        seen.clear();
        try (TopicFollower late = follower(shared, true, null)) {
            late.start();

            await().until(late::isCaughtUp);
            assertThat(seen).containsExactly(mine + " kept");
        }
    }

    @Test
    void shouldReadAgainFromTheBeginningWhereItsOffsetsAreGone() throws Exception {
        TopicPartition partition = new TopicPartition(TOPIC.topicName(), 7);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TestTopics topics = new TestTopics(shared);
                Admin admin = Admin.create(Map.of("bootstrap.servers", shared))) {
            byte[] large = new byte[900_000];
            new Random(3).nextBytes(large);
            long last = 0;
            // More than a follower takes from a partition at once.
            for (int i = 0; i < 12; i++) {
                last = topics.put(TOPIC, 7, bytes(mine + " " + i), large).get().offset();
            }
            RecordHandler slow = record -> {
                note(record.key());
                if (!seen.isEmpty()) {
                    started.countDown();
                    awaitUninterruptibly(goOn);
                }
            };
            try (TopicFollower follower = follower(shared, false, null, slow)) {
                follower.start();
                started.await();
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(last)))
                        .all()
                        .get();
                goOn.countDown();

                await().until(follower::isCaughtUp);
                assertThat(seen).endsWith(mine + " 11").doesNotContain(mine + " 10");
            }
        }
    }

    @Test
    void shouldWaitForABrokerThatIsAwayAndGoOnWhenItIsBack(@TempDir Path folder) throws Exception {
        int port = FreePorts.forBroker();
        String bootstrapServers = "127.0.0.1:" + port;
        try (TopicFollower follower = follower(bootstrapServers, true, null)) {
            // Not there yet.
            follower.start();
            assertThat(follower.lag()).isEqualTo(new Lag(Lag.UNKNOWN, Lag.UNKNOWN));

            try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port);
                    TestTopics topics = new TestTopics(broker.bootstrapServers())) {
                topics.put(TOPIC, bytes(mine + " first"), bytes("x")).get();
                await().atMost(Duration.ofSeconds(30)).until(() -> seen.contains(mine + " first"));
                await().until(follower::isCaughtUp);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> follower.lag().millis() > 2_000);
            assertThat(follower.isCaughtUp()).isTrue();

            try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port);
                    TestTopics topics = new TestTopics(broker.bootstrapServers())) {
                topics.put(TOPIC, bytes(mine + " second"), bytes("x")).get();
                await().atMost(Duration.ofSeconds(30)).until(() -> seen.contains(mine + " second"));
                assertThat(seen).containsExactly(mine + " first", mine + " second");
                await().until(() -> follower.lag().millis() < 1_500);
            }
        }
    }

    /** In whatever it is at: asking a broker takes longer than close() waits. */
    @RepeatedTest(20)
    void shouldStopAtOnceWhileTheBrokerIsAway(RepetitionInfo repetition) throws Exception {
        TopicFollower follower = follower("127.0.0.1:" + FreePorts.forBroker(), true, null);
        follower.start();
        Instant stopAt = Instant.now().plusMillis(repetition.getCurrentRepetition() - 1);
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> !Instant.now()
                .isBefore(stopAt));

        follower.close();

        assertThat(threads(follower)).isEmpty();
    }

    private static List<Thread> threads(TopicFollower follower) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("tollgate-follow-" + follower.name()))
                .toList();
    }

    private TopicFollower follower(String bootstrapServers, boolean committedOnly, @Nullable Instant from) {
        return follower(bootstrapServers, committedOnly, from, record -> note(record.key()));
    }

    private static TopicFollower follower(
            String bootstrapServers, boolean committedOnly, @Nullable Instant from, RecordHandler handler) {
        return new TopicFollower(
                new FollowerSettings(KafkaConnection.of(bootstrapServers), TOPIC, committedOnly, from),
                handler,
                new DeadLetters(KafkaConnection.of(bootstrapServers), new SimpleMeterRegistry()),
                Clock.systemUTC());
    }

    private void note(byte @Nullable [] key) {
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (text.startsWith(mine)) {
            seen.add(text);
        }
    }

    private void makeTopics() throws Exception {
        new TestTopics(shared).close();
    }

    private ProducerRecord<byte[], byte[]> record(String what) {
        return new ProducerRecord<>(TOPIC.topicName(), bytes(mine + " " + what), bytes("x"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
