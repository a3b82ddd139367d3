package dev.tollgate.auth.report;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.contracts.v1.UsageReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reports in the topic request-events, a batch for each partition. Not journaled: who reports waits until they are there. */
public final class KafkaReportLog implements ReportLog, AutoCloseable {
    private static final int DELIVERY_MS_MAX = 4_000;
    private static final int BLOCK_MS_MAX = 1_000;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final String gateway;
    private final Producer<byte[], byte[]> producer;

    public KafkaReportLog(KafkaConnection kafka, String gateway) {
        this.gateway = gateway;
        this.producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "auth-api-reports",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "zstd",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        BLOCK_MS_MAX,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        DELIVERY_MS_MAX / 2,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        DELIVERY_MS_MAX)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public CompletableFuture<Void> put(List<UsageReport> reports) {
        Map<Integer, List<UsageReport>> byPartition =
                reports.stream().collect(Collectors.groupingBy(report -> Topic.partitionOf(report.getAccountId())));
        return CompletableFuture.allOf(byPartition.entrySet().stream()
                .map(part -> put(part.getKey(), part.getValue()))
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> put(int partition, List<UsageReport> reports) {
        byte[] value = RequestBatch.newBuilder()
                .setGateway(gateway)
                .addAllReports(reports)
                .build()
                .toByteArray();
        CompletableFuture<Void> put = new CompletableFuture<>();
        try {
            // The callback is told of a failure, and tells whoever waits.
            var unused = producer.send(
                    new ProducerRecord<>(
                            Topic.REQUEST_EVENTS.topicName(),
                            partition,
                            gateway.getBytes(StandardCharsets.UTF_8),
                            value),
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
