package dev.tollgate.auth.migration;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.KeyPeppers.Hashed;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.KeyMigration;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic key-migrations. */
final class KafkaMigrationLog implements MigrationLog, AutoCloseable {
    /** Nobody waits longer: who asks again is found anew. */
    private static final int DELIVERY_MS_MAX = 2_000;

    private static final int BLOCK_MS_MAX = 500;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final String gateway;
    private final Producer<byte[], byte[]> producer;

    KafkaMigrationLog(KafkaConnection kafka, String gateway) {
        this.gateway = gateway;
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "auth-api-migrations",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        BLOCK_MS_MAX,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        DELIVERY_MS_MAX,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        DELIVERY_MS_MAX)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public CompletableFuture<Void> put(Hashed key, String row) {
        byte[] value = KeyMigration.newBuilder()
                .setPepperId(key.pepperId())
                .setRow(row)
                .setGateway(gateway)
                .build()
                .toByteArray();
        CompletableFuture<Void> put = new CompletableFuture<>();
        try {
            // The callback is told of a failure, and tells whoever waits.
            var unused = producer.send(
                    new ProducerRecord<>(
                            Topic.KEY_MIGRATIONS.topicName(), key.hash().toBytes(), value),
                    (sent, failure) -> {
                        if (failure == null) {
                            put.complete(null);
                        } else {
                            put.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException e) {
            put.completeExceptionally(e);
        }
        return put;
    }

    @Override
    public void close() {
        producer.close(CLOSE_MAX);
    }
}
