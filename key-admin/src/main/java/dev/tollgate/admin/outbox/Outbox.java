package dev.tollgate.admin.outbox;

import dev.tollgate.admin.sql.BulkInsert;
import dev.tollgate.contracts.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes records for Kafka into the transaction of the change they tell of. They reach Kafka after its commit, in the
 * order in which they were put here, and at least once.
 */
@Component
public final class Outbox {
    private final BulkInsert insert;
    private final OutboxPublisher publisher;

    Outbox(JdbcTemplate database, OutboxPublisher publisher) {
        this.insert = new BulkInsert(database, "outbox", "topic, record_key, value");
        this.publisher = publisher;
    }

    /**
     * A record to be.
     *
     * @param key its key
     * @param value its value
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Owed(byte[] key, byte[] value) {}

    /** Owes records to Kafka. To be called in the transaction of their change, under a lock on what they are about. */
    public void put(Topic topic, List<Owed> records) {
        insert.insert(records.stream()
                .map(record -> new @Nullable Object[] {topic.topicName(), record.key(), record.value()})
                .toList());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                publisher.wake();
            }
        });
    }
}
