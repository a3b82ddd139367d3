package dev.tollgate.admin.imports;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.admin.topics.DeadLetters;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers.Hashed;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.KeyMigration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.stereotype.Component;

/**
 * Takes key-migrations into the import that is open, a poll at a time. Offsets are committed after the keys, so a record may
 * come again: its key is known then.
 */
@Component
final class KeyMigrations implements BatchConsumerAwareMessageListener<byte[], byte[]> {
    private final Imports imports;
    private final DeadLetters deadLetters;

    KeyMigrations(Imports imports, DeadLetters deadLetters) {
        this.imports = imports;
        this.deadLetters = deadLetters;
        deadLetters.watch(Topic.KEY_MIGRATIONS);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        List<FoundKey> found = new ArrayList<>(records.size());
        Map<ConsumerRecord<byte[], byte[]>, MalformedRecordException> malformed = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                found.add(read(record.key(), record.value()));
            } catch (MalformedRecordException e) {
                malformed.put(record, e);
            }
        }
        if (!found.isEmpty()) {
            imports.takeFound(found);
        }
        // Only now: while the database is away a batch comes again and again, and would put the same aside each time.
        malformed.forEach(deadLetters::put);
    }

    private static FoundKey read(byte @Nullable [] key, byte @Nullable [] value) throws MalformedRecordException {
        if (key == null || key.length != KeyHash.BYTES || value == null) {
            throw new MalformedRecordException("The record's key is not a key's hash, or it has no value.");
        }
        try {
            KeyMigration given = KeyMigration.parseFrom(value);
            return new FoundKey(new Hashed(given.getPepperId(), KeyHash.fromBytes(key)), given.getRow());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record's value is not a key to be taken over.", e);
        }
    }
}
