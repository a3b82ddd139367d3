package dev.tollgate.auth.publish;

import dev.tollgate.contracts.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records that somebody waits for until all replicas have them. What Kafka does not take in time is given up: it is sent again. */
public final class AcknowledgedLog implements AutoCloseable {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;

    /**
     * @param clientId what Kafka knows it by
     * @param delivery how long a record may take
     * @param block how long sending may take where Kafka has never been seen
     */
    public AcknowledgedLog(KafkaConnection kafka, String clientId, Duration delivery, Duration block) {
        int deliveryMs = Math.toIntExact(delivery.toMillis());
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "zstd",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        Math.toIntExact(block.toMillis()),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        deliveryMs,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        deliveryMs)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Done when the record is there; failed if it may not be. */
    public CompletableFuture<Void> put(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Void> put = new CompletableFuture<>();
        try {
            // The callback is told of a failure, and tells whoever waits.
            var unused = producer.send(record, (sent, failure) -> {
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
