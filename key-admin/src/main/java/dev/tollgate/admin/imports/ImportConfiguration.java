package dev.tollgate.admin.imports;

import dev.tollgate.admin.topics.TopicListener;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** Puts the consumer of key-migrations together. */
@Configuration(proxyBeanMethods = false)
class ImportConfiguration {
    private static final String GROUP = "key-admin-migrations";

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> migrationsContainer(
            KafkaConnection kafka, KeyMigrations migrations) {
        return TopicListener.container(kafka, Topic.KEY_MIGRATIONS, GROUP, migrations);
    }
}
