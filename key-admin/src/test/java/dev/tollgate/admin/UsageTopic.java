package dev.tollgate.admin;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.OutcomeCount;
import dev.tollgate.contracts.v1.RouteUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes usage-daily as the ledger does, in transactions. */
final class UsageTopic implements AutoCloseable {
    private static final int TRIES = 3;

    private final String kafka;
    private KafkaProducer<byte[], byte[]> producer;

    UsageTopic(String kafka) {
        this.kafka = kafka;
        this.producer = open();
    }

    private KafkaProducer<byte[], byte[]> open() {
        KafkaProducer<byte[], byte[]> opened = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "test-ledger-" + UUID.randomUUID()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        opened.initTransactions();
        return opened;
    }

    /** In one transaction. */
    void commit(DailyUsage... usages) {
        commit(() -> List.of(usages).forEach(this::send));
    }

    /**
     * A broker that has just started may refuse a transaction in a way that its producer does not survive. The ledger then
     * takes another producer, and what it was about to say is said again.
     */
    private void commit(Runnable sends) {
        for (int left = TRIES; ; left--) {
            try {
                producer.beginTransaction();
                sends.run();
                producer.commitTransaction();
                return;
            } catch (InvalidTxnStateException e) {
                if (left == 1) {
                    throw e;
                }
                producer.close();
                producer = open();
            }
        }
    }

    /** In a transaction that comes to nothing. */
    void abort(DailyUsage usage) {
        producer.beginTransaction();
        send(usage);
        producer.flush();
        producer.abortTransaction();
    }

    /** Bytes as they are, between two records of an account, in one transaction. */
    void commitBytes(DailyUsage first, byte[] key, byte[] value, DailyUsage last) {
        commit(() -> {
            send(first);
            send(first.getAccountId(), key, value);
            send(last);
        });
    }

    private void send(DailyUsage usage) {
        send(usage.getAccountId(), new DayKey(usage.getDay(), usage.getKeyId()).toBytes(), usage.toByteArray());
    }

    private void send(String accountId, byte[] key, byte[] value) {
        // If it fails, so does the transaction.
        var unused = producer.send(
                new ProducerRecord<>(Topic.USAGE_DAILY.topicName(), Topic.partitionOf(accountId), key, value));
    }

    /** What a key did on a day: all of it admitted at noon, but for one refusal that came first. */
    static DailyUsage usage(String account, String key, LocalDate day, long version, long admitted) {
        int epochDay = Math.toIntExact(day.toEpochDay());
        return DailyUsage.newBuilder()
                .setKeyId(key)
                .setAccountId(account)
                .setDay(epochDay)
                .setPosition(LogPosition.newBuilder()
                        .setPartition(Topic.partitionOf(account))
                        .setOffset(version))
                .setAdmitted(admitted)
                .setAdmittedRequests(admitted)
                .addOutcomes(
                        OutcomeCount.newBuilder().setOutcome(Outcome.ADMITTED).setRequests(admitted))
                .addOutcomes(OutcomeCount.newBuilder()
                        .setOutcome(Outcome.QUOTA_EXCEEDED)
                        .setRequests(1))
                .addHours(HourUsage.newBuilder().setHour(11).setRefusedRequests(1))
                .addHours(
                        HourUsage.newBuilder().setHour(12).setAdmitted(admitted).setAdmittedRequests(admitted))
                .addRoutes(RouteUsage.newBuilder()
                        .setRoute("GET /orders/{}")
                        .setAdmitted(admitted)
                        .setAdmittedRequests(admitted)
                        .setRefusedRequests(1))
                .setLastUsedAtMs(usedAt(day).toEpochMilli())
                .build();
    }

    static Instant usedAt(LocalDate day) {
        return Instant.ofEpochMilli(UtcDay.startMillis(Math.toIntExact(day.toEpochDay())) + 45_000_000);
    }

    @Override
    public void close() {
        producer.close();
    }
}
