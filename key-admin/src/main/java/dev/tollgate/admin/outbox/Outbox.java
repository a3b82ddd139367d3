package dev.tollgate.admin.outbox;

import dev.tollgate.contracts.Topic;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes records for Kafka into the transaction of the change they tell of. They reach Kafka after its commit, in the
 * order in which they were put here, and at least once.
 */
@Component
public final class Outbox {
    private final JdbcClient database;
    private final OutboxPublisher publisher;

    Outbox(JdbcClient database, OutboxPublisher publisher) {
        this.database = database;
        this.publisher = publisher;
    }

    /** Owes a record to Kafka. To be called in the transaction of its change, under a lock on what it is about. */
    public void put(Topic topic, byte[] key, byte[] value) {
        database.sql("INSERT INTO outbox (topic, record_key, value) VALUES (?, ?, ?)")
                .params(topic.topicName(), key, value)
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                publisher.wake();
            }
        });
    }
}
