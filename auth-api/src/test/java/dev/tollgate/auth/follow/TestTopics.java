package dev.tollgate.auth.follow;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.TopicSetup;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.DeadLetter;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes into the topics as their owners would, and reads what was put aside. */
public final class TestTopics implements AutoCloseable {
    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Makes the topics that are missing. */
    public TestTopics(String bootstrapServers) throws ExecutionException, InterruptedException {
        this.bootstrapServers = bootstrapServers;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            TopicSetup.ensure(admin);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "buffer.memory", 64 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public Future<RecordMetadata> put(Topic topic, byte @Nullable [] key, byte @Nullable [] value) {
        return producer.send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    public Future<RecordMetadata> put(Topic topic, int partition, byte[] key, byte[] value) {
        return producer.send(new ProducerRecord<>(topic.topicName(), partition, key, value));
    }

    public void put(KeyHash hash, ApiKey key) throws ExecutionException, InterruptedException {
        put(Topic.API_KEYS, hash.toBytes(), key.toByteArray()).get();
    }

    public void put(Plan plan) throws ExecutionException, InterruptedException {
        put(Topic.PLANS, plan.getPlanId().getBytes(StandardCharsets.UTF_8), plan.toByteArray())
                .get();
    }

    public void flush() {
        producer.flush();
    }

    /** A key record that lacks nothing. */
    public static ApiKey.Builder apiKey(String id) {
        return ApiKey.newBuilder()
                .setKeyId(id)
                .setAccountId("acc_of_" + id)
                .setAccountName("Account of " + id)
                .setLineage(id)
                .setName("Integration")
                .setPrefix("tgAbCd")
                .setLastFour("wxyz")
                .setState(KeyState.KEY_ACTIVE)
                .setAccountState(AccountState.ACCOUNT_ACTIVE)
                .setPlanId("plan_of_" + id)
                .setPlanAssignment(1)
                .setCreatedAtMs(1_700_000_000_000L)
                .setVersion(1);
    }

    /** The bytes of the record key of a subject's or key's day. */
    public static byte[] dayKey(int day, String id) {
        return new DayKey(day, id).toBytes();
    }

    /** All that was put aside so far. */
    public List<DeadLetter> deadLetters() throws Exception {
        TopicPartition only = new TopicPartition(Topic.DEAD_LETTERS.topicName(), 0);
        List<DeadLetter> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            long end = consumer.endOffsets(List.of(only)).getOrDefault(only, 0L);
            while (consumer.position(only) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    letters.add(DeadLetter.parseFrom(record.value()));
                }
            }
        }
        return letters;
    }

    @Override
    public void close() {
        producer.close();
    }
}
