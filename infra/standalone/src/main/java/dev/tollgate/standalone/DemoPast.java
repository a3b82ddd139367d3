package dev.tollgate.standalone;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.embedded.ServerStartException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the {@link DemoHistory} of companies to the ledger. */
final class DemoPast implements DemoAccounts.Past {
    private static final Map<String, Long> LIMITS =
            Map.of("solopreneur", 1_000L, "small_business", 10_000L, "enterprise", Long.MAX_VALUE);

    private final String kafka;

    DemoPast(String kafka) {
        this.kafka = kafka;
    }

    @Override
    public void tell(DemoCompany company, String accountId, List<String> keyIds) {
        List<RequestBatch> batches = new DemoHistory(Clock.systemUTC())
                .of(company, accountId, keyIds, LIMITS.getOrDefault(company.plan(), Long.MAX_VALUE));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaConnection.of(kafka, "")
                        .with(Map.of(
                                ProducerConfig.ACKS_CONFIG, "all",
                                ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (RequestBatch batch : batches) {
                sent.add(producer.send(new ProducerRecord<>(
                        Topic.REQUEST_EVENTS.topicName(),
                        Topic.partitionOf(accountId),
                        batch.getGateway().getBytes(StandardCharsets.UTF_8),
                        batch.toByteArray())));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        } catch (ExecutionException e) {
            throw new ServerStartException("The past of the demo accounts could not be told: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while telling the past of the demo accounts.", e);
        }
    }
}
