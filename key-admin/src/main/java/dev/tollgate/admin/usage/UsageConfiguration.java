package dev.tollgate.admin.usage;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** Puts the consumer of usage-daily together. */
@Configuration(proxyBeanMethods = false)
class UsageConfiguration {
    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> usageContainer(
            @Value("${tollgate.bootstrap-servers}") String bootstrapServers, UsageConsumer consumer) {
        return UsageListener.container(bootstrapServers, consumer);
    }
}
