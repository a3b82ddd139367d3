package dev.tollgate.admin.usage;

import dev.tollgate.admin.topics.TopicListener;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** Puts the consumer of usage-daily together. */
@Configuration(proxyBeanMethods = false)
class UsageConfiguration {
    private static final String GROUP = "key-admin";

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> usageContainer(KafkaConnection kafka, UsageConsumer consumer) {
        return TopicListener.container(kafka, Topic.USAGE_DAILY, GROUP, consumer);
    }
}
