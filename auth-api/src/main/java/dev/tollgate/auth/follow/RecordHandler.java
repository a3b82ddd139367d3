package dev.tollgate.auth.follow;

import dev.tollgate.contracts.MalformedRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the records of one topic, in the order of each partition, by one thread. May be given a record twice. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Applies a record; a null value is a tombstone.
     *
     * @throws MalformedRecordException if it is not what the topic holds: it is put aside, and the next one comes
     */
    void handle(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException;
}
