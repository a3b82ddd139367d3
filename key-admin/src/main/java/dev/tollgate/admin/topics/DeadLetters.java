package dev.tollgate.admin.topics;

import com.google.protobuf.ByteString;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DeadLetter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Puts aside records that cannot be read, for whoever has written them. */
@Component
public final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    /** What fits into a dead letter: with its own fields, too, it must not be larger than Kafka takes. */
    private static final int BYTES_MAX = 900_000;

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry registry;

    DeadLetters(Producer<byte[], byte[]> producer, MeterRegistry registry) {
        this.producer = producer;
        this.registry = registry;
    }

    /** Counts from 0 what a topic puts aside: an alert needs a series to watch. */
    public void watch(Topic topic) {
        counter(topic.topicName());
    }

    /**
     * Puts a record aside, and waits until it cannot be lost.
     *
     * @throws KafkaException if that did not come about: the batch is to come again
     */
    public void put(ConsumerRecord<byte[], byte[]> record, MalformedRecordException why) {
        log.warn("Put aside {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), why.getMessage());
        DeadLetter letter = letter(record, String.valueOf(why.getMessage()));
        byte[] key = record.topic().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), key, letter.toByteArray()))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("A dead letter was not taken; its batch comes again.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while a dead letter was taken; its batch comes again.", e);
        }
        counter(record.topic()).increment();
    }

    private Counter counter(String topic) {
        return Counter.builder("tollgate.dead.letters")
                .description("Records put aside because they could not be read")
                .tag("topic", topic)
                .register(registry);
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record, String reason) {
        DeadLetter.Builder letter = DeadLetter.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setApplication("key-admin");
        long bytes = Math.max(0L, record.serializedKeySize()) + Math.max(0L, record.serializedValueSize());
        if (bytes > BYTES_MAX) {
            return letter.setReason(reason + " Its " + bytes + " bytes are too many to be repeated here.")
                    .build();
        }
        return letter.setReason(reason)
                .setKey(bytes(record.key()))
                .setValue(bytes(record.value()))
                .build();
    }

    private static ByteString bytes(byte @Nullable [] bytes) {
        return bytes == null ? ByteString.EMPTY : ByteString.copyFrom(bytes);
    }
}
