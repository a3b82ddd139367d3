package dev.tollgate.admin.usage;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/** The container that polls usage-daily for the {@link UsageConsumer}. */
final class UsageListener {
    private static final String GROUP = "key-admin";
    private static final int RECORDS_MAX = 1_000;
    private static final long RETRY_MS = 1_000;
    private static final long IDLE_MS = 500;

    private UsageListener() {}

    static ConcurrentMessageListenerContainer<byte[], byte[]> container(KafkaConnection kafka, UsageConsumer consumer) {
        Map<String, Object> config = kafka.with(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                GROUP,
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
        ContainerProperties properties = new ContainerProperties(Topic.USAGE_DAILY.topicName());
        properties.setMessageListener(consumer);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setIdleEventInterval(IDLE_MS);
        properties.setPollTimeout(IDLE_MS);
        properties.setMissingTopicsFatal(false);
        var container = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                properties);
        container.setBeanName("usage");
        // A batch that the database does not take comes again until it does.
        container.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(RETRY_MS, FixedBackOff.UNLIMITED_ATTEMPTS)));
        container.setAutoStartup(false);
        return container;
    }
}
