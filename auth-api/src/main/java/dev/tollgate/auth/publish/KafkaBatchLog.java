package dev.tollgate.auth.publish;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.RequestBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic request-events. The producer is idempotent, keeps each partition in order, and gives up what Kafka does not take
 * in time; it is then replaced, and sends what the journal still holds.
 *
 * <p>One request is under way at a time. With several, an answer that was lost while the broker came back has let a producer
 * send one batch for ever under a number that the broker had left behind.
 */
final class KafkaBatchLog implements BatchLog, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaBatchLog.class);

    /** How long sending may take where Kafka has never been seen. */
    static final int BLOCK_MS_MAX = 2_000;

    /** After how long a producer is taken to be stuck, or what it knows of the cluster to be stale. */
    private static final Duration GIVE_UP = Duration.ofSeconds(20);

    private static final int REQUESTS_UNDER_WAY_MAX = 1;
    private static final long BUFFER_BYTES = 48L << 20;

    /** For each batch zstd clears its tables anew: of its own level 3, nearly a megabyte for a few kilobytes of events. */
    private static final int ZSTD_LEVEL = 1;

    private final KafkaConnection kafka;
    private final byte[] gateway;
    private final int giveUpMs;
    private final AtomicBoolean refusing = new AtomicBoolean();
    private KafkaProducer<byte[], byte[]> producer;

    KafkaBatchLog(KafkaConnection kafka, String gateway) {
        this(kafka, gateway, GIVE_UP);
    }

    KafkaBatchLog(KafkaConnection kafka, String gateway, Duration giveUp) {
        this.kafka = kafka;
        this.gateway = gateway.getBytes(StandardCharsets.UTF_8);
        this.giveUpMs = Math.toIntExact(giveUp.toMillis());
        this.producer = open();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
    public void send(int partition, RequestBatch batch, Sent sent) {
        var record = new ProducerRecord<>(Topic.REQUEST_EVENTS.topicName(), partition, gateway, batch.toByteArray());
        try {
            producer.send(record, (metadata, failure) -> done(sent, failure));
        } catch (KafkaException e) {
            done(sent, e);
        }
    }

    /** Says once that nothing is taken, and once that it is again. */
    private void done(Sent sent, @Nullable Exception failure) {
        if (failure == null) {
            if (refusing.compareAndSet(true, false)) {
                log.info("Kafka takes request events again.");
            }
        } else if (refusing.compareAndSet(false, true)) {
            log.warn("Kafka takes no request events; they are kept and sent again. ({})", failure.toString());
        } else {
            log.debug("Kafka still takes no request events.", failure);
        }
        sent.done(failure);
    }

    @Override
    public void reopen() {
        producer.close(Duration.ZERO);
        producer = open();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private KafkaProducer<byte[], byte[]> open() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, giveUpMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, giveUpMs / 2);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, REQUESTS_UNDER_WAY_MAX);
        // The publisher has gathered what there is; more waiting gathers nothing.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, ZSTD_LEVEL);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS_MAX);
        return new KafkaProducer<>(kafka.with(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
