package dev.tollgate.admin.usage;

import com.google.protobuf.ByteString;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.DeadLetter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.stereotype.Component;

/**
 * Takes usage-daily into the tables, a poll at a time. Offsets are committed after the tables, so a record may come
 * again, which changes nothing. What is no usage goes to the dead letters.
 */
@Component
final class UsageConsumer implements BatchConsumerAwareMessageListener<byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(UsageConsumer.class);

    /** What fits into a dead letter: with its own fields, too, it must not be larger than Kafka takes. */
    private static final int BYTES_MAX = 900_000;

    private final UsageTables tables;
    private final UsageProgress progress;
    private final Producer<byte[], byte[]> producer;
    private final Counter rows;
    private final Counter deadLetters;
    private boolean failing;

    UsageConsumer(
            UsageTables tables, UsageProgress progress, Producer<byte[], byte[]> producer, MeterRegistry registry) {
        this.tables = tables;
        this.progress = progress;
        this.producer = producer;
        this.rows = Counter.builder("tollgate.usage.rows")
                .description("Days of keys that were written or renewed")
                .register(registry);
        this.deadLetters = Counter.builder("tollgate.usage.dead.letters")
                .description("Records of usage-daily that are no usage")
                .register(registry);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        List<DailyUsage> usages = new ArrayList<>(records.size());
        Map<ConsumerRecord<byte[], byte[]>, MalformedRecordException> malformed = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                usages.add(UsageRecord.read(record.key(), record.value()));
            } catch (MalformedRecordException e) {
                malformed.put(record, e);
            }
        }
        write(usages);
        // Only now: while the database is away a batch comes again and again, and would put the same aside each time.
        malformed.forEach(this::putAside);
        if (consumer != null) {
            progress.written(consumer);
        }
    }

    private void write(List<DailyUsage> usages) {
        if (usages.isEmpty()) {
            return;
        }
        try {
            rows.increment(tables.write(usages));
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "Usage cannot be written and waits in Kafka: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            throw e;
        }
        if (failing) {
            failing = false;
            log.info("Usage is written again");
        }
    }

    private void putAside(ConsumerRecord<byte[], byte[]> record, MalformedRecordException why) {
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
        deadLetters.increment();
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
