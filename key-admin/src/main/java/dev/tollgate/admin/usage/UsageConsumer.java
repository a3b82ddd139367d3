package dev.tollgate.admin.usage;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.DeadLetter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.stereotype.Component;

/**
 * Takes usage-daily into the tables, a poll at a time. Offsets are committed after the tables, so a record may come
 * again, which changes nothing. What is no usage goes to the dead letters.
 */
@Component
final class UsageConsumer implements BatchConsumerAwareMessageListener<byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(UsageConsumer.class);

    private final UsageTables tables;
    private final UsageFreshness freshness;
    private final Producer<byte[], byte[]> producer;
    private final Counter rows;
    private final Counter deadLetters;

    UsageConsumer(
            UsageTables tables, UsageFreshness freshness, Producer<byte[], byte[]> producer, MeterRegistry registry) {
        this.tables = tables;
        this.freshness = freshness;
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
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                usages.add(read(record));
            } catch (MalformedRecordException e) {
                putAside(record, e);
            }
        }
        if (!usages.isEmpty()) {
            rows.increment(tables.write(usages));
        }
        if (consumer != null) {
            freshness.polled(consumer);
        }
    }

    private static DailyUsage read(ConsumerRecord<byte[], byte @Nullable []> record) throws MalformedRecordException {
        byte[] value = record.value();
        if (value == null || record.key() == null) {
            throw new MalformedRecordException("The record has no key or no value.");
        }
        DayKey key = DayKey.fromBytes(record.key());
        try {
            DailyUsage usage = DailyUsage.parseFrom(value);
            if (!usage.getKeyId().equals(key.id()) || usage.getDay() != key.day()) {
                throw new MalformedRecordException("The record's key and value are not about the same key and day.");
            }
            if (usage.getAdmitted() < 0
                    || usage.getAdmittedRequests() < 0
                    || usage.getAccountId().isEmpty()) {
                throw new MalformedRecordException("The usage is below 0, or of no account.");
            }
            return usage;
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record is not a DailyUsage.", e);
        }
    }

    private void putAside(ConsumerRecord<byte[], byte[]> record, MalformedRecordException why) {
        log.warn("Put aside {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), why.getMessage());
        DeadLetter letter = DeadLetter.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setApplication("key-admin")
                .setReason(String.valueOf(why.getMessage()))
                .setKey(bytes(record.key()))
                .setValue(bytes(record.value()))
                .build();
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

    private static ByteString bytes(byte @Nullable [] bytes) {
        return bytes == null ? ByteString.EMPTY : ByteString.copyFrom(bytes);
    }
}
