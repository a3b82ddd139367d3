package dev.tollgate.admin.usage;

import dev.tollgate.contracts.KafkaConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** Puts the consumer of usage-daily together. */
@Configuration(proxyBeanMethods = false)
class UsageConfiguration {
    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> usageContainer(KafkaConnection kafka, UsageConsumer consumer) {
        return UsageListener.container(kafka, consumer);
    }
}
