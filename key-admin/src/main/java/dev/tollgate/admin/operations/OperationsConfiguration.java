package dev.tollgate.admin.operations;

import dev.tollgate.admin.topics.TopicListener;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** Puts the consumer of gateway-status together. */
@Configuration(proxyBeanMethods = false)
class OperationsConfiguration {
    private static final String GROUP = "key-admin-gateways";

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> gatewaysContainer(
            KafkaConnection kafka, GatewayStatuses statuses) {
        return TopicListener.container(kafka, Topic.GATEWAY_STATUS, GROUP, statuses);
    }
}
