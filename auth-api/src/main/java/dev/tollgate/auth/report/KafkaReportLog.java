package dev.tollgate.auth.report;

import dev.tollgate.auth.publish.AcknowledgedLog;
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
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reports in the topic request-events, a batch for each partition. Not journaled: who reports waits until they are there. */
public final class KafkaReportLog implements ReportLog, AutoCloseable {
    private static final Duration DELIVERY_MAX = Duration.ofSeconds(4);
    private static final Duration BLOCK_MAX = Duration.ofSeconds(1);

    private final String gateway;
    private final AcknowledgedLog log;

    public KafkaReportLog(KafkaConnection kafka, String gateway) {
        this.gateway = gateway;
        this.log = new AcknowledgedLog(kafka, "auth-api-reports", DELIVERY_MAX, BLOCK_MAX);
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
        return log.put(new ProducerRecord<>(
                Topic.REQUEST_EVENTS.topicName(), partition, gateway.getBytes(StandardCharsets.UTF_8), value));
    }

    @Override
    public void close() {
        log.close();
    }
}
