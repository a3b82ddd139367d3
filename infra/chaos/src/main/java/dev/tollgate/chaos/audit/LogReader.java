package dev.tollgate.chaos.audit;

import dev.tollgate.contracts.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning. */
final class LogReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final String bootstrapServers;

    LogReader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** The positions behind the last committed records of {@code topic}. */
    Map<TopicPartition, Long> ends(Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(topic), TIMEOUT);
        }
    }

    /** All committed records before {@code ends}, each partition in its order. */
    void read(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long giveUp = System.nanoTime() + TIMEOUT.toNanos();
            Map<TopicPartition, Long> left = new HashMap<>(ends);
            left.entrySet().removeIf(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
            while (!left.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                    if (read.offset() < ends.getOrDefault(new TopicPartition(read.topic(), read.partition()), 0L)) {
                        reader.accept(read);
                    }
                }
                left.entrySet().removeIf(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException("These could not be read to their end: " + left);
                }
            }
        }
    }

    static List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
