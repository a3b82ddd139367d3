package dev.tollgate.auth.migration;

import dev.tollgate.auth.publish.AcknowledgedLog;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.KeyPeppers.Hashed;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.KeyMigration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The topic key-migrations. */
final class KafkaMigrationLog implements MigrationLog, AutoCloseable {
    /** Nobody waits longer: who asks again is found anew. */
    private static final Duration DELIVERY_MAX = Duration.ofSeconds(2);

    private static final Duration BLOCK_MAX = Duration.ofMillis(500);

    private final String gateway;
    private final AcknowledgedLog log;

    KafkaMigrationLog(KafkaConnection kafka, String gateway) {
        this.gateway = gateway;
        this.log = new AcknowledgedLog(kafka, "auth-api-migrations", DELIVERY_MAX, BLOCK_MAX);
    }

    @Override
    public CompletableFuture<Void> put(Hashed key, String row) {
        byte[] value = KeyMigration.newBuilder()
                .setPepperId(key.pepperId())
                .setRow(row)
                .setGateway(gateway)
                .build()
                .toByteArray();
        return log.put(new ProducerRecord<>(
                Topic.KEY_MIGRATIONS.topicName(), key.hash().toBytes(), value));
    }

    @Override
    public void close() {
        log.close();
    }
}
