package dev.tollgate.admin.operations;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.admin.topics.DeadLetters;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.GatewayStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.stereotype.Component;

/** What gateways say of themselves: taken from gateway-status into the table, the last word of each. */
@Component
final class GatewayStatuses implements BatchConsumerAwareMessageListener<byte[], byte[]> {
    /** After so long, nobody looks for a gateway any more that was killed. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final int BYTES_MAX = 64 * 1024;

    private final JdbcTemplate database;
    private final DeadLetters deadLetters;
    private final Clock clock;

    GatewayStatuses(JdbcTemplate database, DeadLetters deadLetters, Clock clock) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.clock = clock;
        deadLetters.watch(Topic.GATEWAY_STATUS);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        Map<String, ConsumerRecord<byte[], byte[]>> last = new LinkedHashMap<>();
        Map<ConsumerRecord<byte[], byte[]>, MalformedRecordException> malformed = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                last.put(check(record.key(), record.value()), record);
            } catch (MalformedRecordException e) {
                malformed.put(record, e);
            }
        }
        last.forEach(this::take);
        database.update(
                "DELETE FROM gateways WHERE said_at < ?",
                Timestamp.from(clock.instant().minus(KEPT)));
        malformed.forEach(deadLetters::put);
    }

    private void take(String gateway, ConsumerRecord<byte[], byte[]> said) {
        if (said.value() == null) {
            database.update("DELETE FROM gateways WHERE gateway = ?", gateway);
            return;
        }
        database.update(
                "INSERT INTO gateways (gateway, said_at, status) VALUES (?, ?, ?) ON CONFLICT (gateway)"
                        + " DO UPDATE SET said_at = excluded.said_at, status = excluded.status",
                gateway,
                Timestamp.from(Instant.ofEpochMilli(said.timestamp())),
                said.value());
    }

    /** The gateway that it is of. */
    private static String check(byte @Nullable [] key, byte @Nullable [] value) throws MalformedRecordException {
        if (key == null || key.length == 0 || key.length > 100) {
            throw new MalformedRecordException("The record's key is no gateway's id.");
        }
        String gateway = new String(key, StandardCharsets.UTF_8);
        if (value != null) {
            if (value.length > BYTES_MAX || !read(value).getGateway().equals(gateway)) {
                throw new MalformedRecordException("The record's value is not that gateway's status.");
            }
        }
        return gateway;
    }

    private static GatewayStatus read(byte[] value) throws MalformedRecordException {
        try {
            return GatewayStatus.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record's value is no gateway's status.", e);
        }
    }

    /** What a gateway said last, and when that was. */
    record Said(Instant at, GatewayStatus status) {
        /** Gateways speak every two seconds. */
        private static final Duration SILENT = Duration.ofSeconds(10);

        /** Whether it should have been heard of since. */
        boolean isSilent(Instant now) {
            return at.isBefore(now.minus(SILENT));
        }
    }

    /** The last words of all, those that began last first. */
    List<Said> all() {
        return database
                .query(
                        "SELECT said_at, status FROM gateways",
                        (row, n) -> new Said(row.getTimestamp(1).toInstant(), parsed(row.getBytes(2))))
                .stream()
                .sorted((a, b) ->
                        Long.compare(b.status().getStartedAtMs(), a.status().getStartedAtMs()))
                .toList();
    }

    private static GatewayStatus parsed(byte[] status) {
        try {
            return read(status);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("The database holds a gateway's status that cannot be read.", e);
        }
    }
}
