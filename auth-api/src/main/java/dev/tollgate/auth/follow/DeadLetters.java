package dev.tollgate.auth.follow;

import com.google.protobuf.ByteString;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DeadLetter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts aside what cannot be applied: a record in dead-letters, a warning that names where it came from (never its
 * bytes), and one in {@code tollgate.dead.letters}. A view that is read anew puts the same record aside anew; its topic,
 * partition and offset say that it is the same.
 */
public final class DeadLetters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final String APPLICATION = "auth-api";
    private static final int VALUE_BYTES_MAX = 900_000;
    private static final long BLOCK_MILLIS_MAX = 2_000;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final KafkaConnection kafka;
    private final MeterRegistry registry;
    private @Nullable Producer<byte[], byte[]> producer;

    /** Connects to nothing before there is something to put aside. */
    public DeadLetters(KafkaConnection kafka, MeterRegistry registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Counts from 0 what a topic puts aside: an alert needs a series to watch. */
    void watch(Topic topic) {
        counter(topic.topicName());
    }

    private Counter counter(String topic) {
        return Counter.builder("tollgate.dead.letters")
                .description("Records put aside because they could not be applied, each once per run of this process")
                .tag("topic", topic)
                .register(registry);
    }

    /** Puts a record aside. Returns at once, or after 2 s where Kafka is away: then the warning is all there is. */
    public synchronized void put(ConsumerRecord<byte[], byte[]> record, String reason) {
        log.warn(
                "Put aside in {}: {} partition {} offset {}: {}",
                Topic.DEAD_LETTERS.topicName(),
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
        counter(record.topic()).increment();
        byte[] key = record.topic().getBytes(StandardCharsets.UTF_8);
        byte[] value = letter(record, reason).toByteArray();
        try {
            // The callback is told of a failure; nobody waits.
            var unused = producer()
                    .send(new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), key, value), (sent, failure) -> {
                        if (failure != null) {
                            lost(record, failure);
                        }
                    });
        } catch (KafkaException e) {
            lost(record, e);
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(CLOSE_MAX);
            producer = null;
        }
    }

    private static void lost(ConsumerRecord<byte[], byte[]> record, Exception failure) {
        log.error(
                "Could not be put aside and remains in {} partition {} offset {} only.",
                record.topic(),
                record.partition(),
                record.offset(),
                failure);
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record, String reason) {
        DeadLetter.Builder letter = DeadLetter.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setApplication(APPLICATION);
        long bytes = Math.max(0, record.serializedKeySize()) + Math.max(0L, record.serializedValueSize());
        if (bytes > VALUE_BYTES_MAX) {
            return letter.setReason(reason + " Its " + bytes + " bytes are too many to be repeated here.")
                    .build();
        }
        letter.setReason(reason);
        if (record.key() != null) {
            letter.setKey(ByteString.copyFrom(record.key()));
        }
        if (record.value() != null) {
            letter.setValue(ByteString.copyFrom(record.value()));
        }
        return letter.build();
    }

    private Producer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> config = new HashMap<>();
            config.put(ProducerConfig.CLIENT_ID_CONFIG, APPLICATION + "-dead-letters");
            config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS_MAX);
            producer = new KafkaProducer<>(kafka.with(config), new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }
}
