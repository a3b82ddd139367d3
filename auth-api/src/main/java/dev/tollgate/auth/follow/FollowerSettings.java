package dev.tollgate.auth.follow;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What to follow, and how.
 *
 * @param kafka where Kafka is
 * @param topic all partitions of it
 * @param committedOnly whether to see a transaction's records only when it is committed, later but for good
 * @param from the moment to start from; null for the topic's beginning
 */
public record FollowerSettings(
        KafkaConnection kafka,
        Topic topic,
        boolean committedOnly,
        @Nullable Instant from) {
    /** So little that it is garbage before the collector has moved it. */
    private static final int FETCH_BYTES_MAX = 2 << 20;

    private static final int PARTITION_FETCH_BYTES_MAX = 1 << 20;
    private static final int POLL_RECORDS_MAX = 2_000;
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final int RECONNECT_BACKOFF_MILLIS_MAX = 1_000;

    List<TopicPartition> partitions() {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .toList();
    }

    Map<String, Object> consumer() {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "auth-api-" + topic.topicName());
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_BACKOFF_MILLIS_MAX);
        config.put(CommonClientConfigs.RECEIVE_BUFFER_CONFIG, CommonClientConfigs.RECEIVE_BUFFER_LOWER_BOUND);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // An offset that is gone is dealt with, and said, by the follower itself.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committedOnly ? "read_committed" : "read_uncommitted");
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES_MAX);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
        return kafka.with(config);
    }
}
