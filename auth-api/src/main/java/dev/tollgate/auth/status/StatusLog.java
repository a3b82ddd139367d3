package dev.tollgate.auth.status;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.GatewayStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic gateway-status. What Kafka does not take at once is forgotten: the next one says more. */
final class StatusLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusLog.class);
    private static final int DELIVERY_MS_MAX = 2_000;
    private static final int BLOCK_MS_MAX = 500;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final byte[] gateway;
    private final Producer<byte[], byte[]> producer;

    StatusLog(KafkaConnection kafka, String gateway) {
        this.gateway = gateway.getBytes(StandardCharsets.UTF_8);
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "auth-api-status",
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

    void say(GatewayStatus status) {
        send(status.toByteArray());
    }

    /** Nothing more is to be expected. */
    void sayFarewell() {
        send(null);
    }

    private void send(byte @Nullable [] value) {
        try {
            var unused = producer.send(
                    new ProducerRecord<>(Topic.GATEWAY_STATUS.topicName(), gateway, value), (sent, failure) -> {
                        if (failure != null) {
                            log.debug("Kafka did not take this gateway's status", failure);
                        }
                    });
        } catch (KafkaException e) {
            log.debug("Kafka did not take this gateway's status", e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_MAX);
    }
}
