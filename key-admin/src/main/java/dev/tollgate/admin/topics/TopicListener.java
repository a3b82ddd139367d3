package dev.tollgate.admin.topics;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/** The container that polls a topic, all of it from its beginning, once the topics are there. */
public final class TopicListener {
    private static final int RECORDS_MAX = 1_000;
    private static final long RETRY_MS = 1_000;
    private static final long IDLE_MS = 500;

    private TopicListener() {}

    /**
     * Makes one.
     *
     * @param group the consumer group, which remembers how far it is
     * @param consumer takes a poll at a time; one that it fails on comes again until it does not
     */
    public static ConcurrentMessageListenerContainer<byte[], byte[]> container(
            KafkaConnection kafka,
            Topic topic,
            String group,
            BatchConsumerAwareMessageListener<byte[], byte[]> consumer) {
        Map<String, Object> config = kafka.with(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                // Only what the ledger has committed is ever billed.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                RECORDS_MAX,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                3_000));
        ContainerProperties properties = new ContainerProperties(topic.topicName());
        properties.setMessageListener(consumer);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setIdleEventInterval(IDLE_MS);
        properties.setPollTimeout(IDLE_MS);
        properties.setMissingTopicsFatal(false);
        var container = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                properties);
        container.setBeanName(topic.topicName());
        container.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(RETRY_MS, FixedBackOff.UNLIMITED_ATTEMPTS)));
        container.setAutoStartup(false);
        return container;
    }
}
