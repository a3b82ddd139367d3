package dev.tollgate.benchmarks.pipeline;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.QuotaState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads on in quota-state, uncommitted as a gateway does, and in usage-daily, committed as key-admin does, and adds up what that says. */
final class Totals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Totals.class);

    private final AtomicLong counted = new AtomicLong();
    private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param states is told of each state of a quota
     * @param sightings are told what is known of a key, committed
     */
    Totals(String bootstrap, Consumer<QuotaState> states, Sightings sightings) {
        read(bootstrap, Topic.QUOTA_STATE, "read_uncommitted", value -> states.accept(QuotaState.parseFrom(value)));
        Map<String, Long> byKey = new HashMap<>();
        read(bootstrap, Topic.USAGE_DAILY, "read_committed", value -> {
            DailyUsage usage = DailyUsage.parseFrom(value);
            sightings.told(usage.getKeyId(), usage.getAdmitted());
            counted.addAndGet(usage.getAdmitted() - before(byKey.put(usage.getKeyId(), usage.getAdmitted())));
        });
    }

    private interface Reader {
        void read(byte[] value) throws InvalidProtocolBufferException;
    }

    private static long before(Long known) {
        return known == null ? 0 : known;
    }

    private void read(String bootstrap, Topic topic, String isolation, Reader reader) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.add(new TopicPartition(topic.topicName(), partition));
        }
        consumer.assign(partitions);
        Thread thread = new Thread(() -> follow(consumer, reader), topic.topicName());
        thread.setDaemon(true);
        consumers.add(consumer);
        threads.add(thread);
        thread.start();
    }

    private static void follow(KafkaConsumer<byte[], byte[]> consumer, Reader reader) {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    reader.read(record.value());
                }
            }
        } catch (WakeupException e) {
            log.debug("Over.", e);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A record cannot be read.", e);
        }
    }

    /** What usage-daily says was admitted, of all keys. */
    long counted() {
        return counted.get();
    }

    @Override
    public void close() {
        consumers.forEach(KafkaConsumer::wakeup);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
