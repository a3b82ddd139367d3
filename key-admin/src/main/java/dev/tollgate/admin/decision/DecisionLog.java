package dev.tollgate.admin.decision;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.admin.web.ProblemException;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.KeyRef;
import dev.tollgate.contracts.v1.RequestBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds decided requests where they are: in the log. An event is there soon after its decision, or, where a gateway could not
 * reach Kafka, as soon as it could; never before. So the log is read from the moment of the decision on, and it is said how far.
 */
@Component
final class DecisionLog {
    private static final Logger log = LoggerFactory.getLogger(DecisionLog.class);

    /** Each search has a consumer of its own, and an account's members can ask for one. */
    private static final int SEARCHES_MAX = 4;

    private static final Duration SEARCH_MAX = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final int FETCH_BYTES_MAX = 4 << 20;
    private static final long BUSY_SECONDS = 3;

    /** Clocks of gateways and brokers differ. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);

    private final KafkaConnection kafka;
    private final Clock clock;
    private final Semaphore searches = new Semaphore(SEARCHES_MAX);

    DecisionLog(KafkaConnection kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /**
     * What is looked for.
     *
     * @param accountId whose key it is
     * @param keyId the key
     * @param from decided then or later
     * @param to decided before
     * @param loggedUntil how far the log is read
     * @param refusedOnly without those that were let through
     */
    record Search(String accountId, String keyId, Instant from, Instant to, Instant loggedUntil, boolean refusedOnly) {}

    /**
     * What was found.
     *
     * @param requests in the order of the log
     * @param more whether there are more than were asked for
     * @param readUntil up to where the log was read, by the broker's clock
     * @param whole whether that is as far as it was asked for
     */
    record Found(List<DecidedRequest> requests, boolean more, Instant readUntil, boolean whole) {}

    /** @throws ProblemException if Kafka does not answer, or too many search already */
    Found find(Search search, int most) {
        if (!searches.tryAcquire()) {
            throw ProblemException.unavailable("Too many look into the log at this moment.", BUSY_SECONDS);
        }
        try (Consumer<byte[], byte[]> consumer = open()) {
            return new Reading(search, most).read(consumer);
        } catch (KafkaException e) {
            log.debug("The log could not be searched", e);
            throw ProblemException.unavailable(kafka.whyNot(e), BUSY_SECONDS);
        } finally {
            searches.release();
        }
    }

    private Consumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES_MAX,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(ANSWER_MAX.toMillis()),
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(ANSWER_MAX.toMillis()))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** One search, under way. */
    private final class Reading {
        private final Search search;
        private final int most;
        private final List<DecidedRequest> found = new ArrayList<>();
        private final Map<String, Claim> claims = new HashMap<>();
        private boolean more;

        Reading(Search search, int most) {
            this.search = search;
            this.most = most;
        }

        Found read(Consumer<byte[], byte[]> consumer) {
            TopicPartition partition =
                    new TopicPartition(Topic.REQUEST_EVENTS.topicName(), Topic.partitionOf(search.accountId()));
            Instant now = clock.instant();
            Instant until = search.loggedUntil().isBefore(now) ? search.loggedUntil() : now;
            Instant from = search.from().minus(CLOCKS_APART);
            consumer.assign(List.of(partition));
            OffsetAndTimestamp start = consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli()))
                    .get(partition);
            if (start == null) {
                return new Found(List.of(), false, until, true);
            }
            consumer.seek(partition, start.offset());
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            Instant readUntil = from;
            Instant tired = now.plus(SEARCH_MAX);
            while (!more && clock.instant().isBefore(tired)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    readUntil = Instant.ofEpochMilli(record.timestamp());
                    if (more || readUntil.isAfter(until)) {
                        return new Found(found, more, readUntil, !more);
                    }
                    take(record);
                }
                if (consumer.position(partition) >= end) {
                    return new Found(found, more, until, !more);
                }
            }
            return new Found(found, more, readUntil, false);
        }

        private void take(ConsumerRecord<byte[], byte[]> record) {
            try {
                RequestBatch batch = RequestBatch.parseFrom(record.value());
                List<String> keys = batch.getEvents().getKeysList().stream()
                        .map(KeyRef::getKeyId)
                        .toList();
                if (keys.contains(search.keyId())) {
                    take(record, batch);
                }
                for (Claim claim : batch.getClaimsList()) {
                    claims.put(said(batch.getGateway(), claim.getSubject(), claim.getDay()), claim);
                }
            } catch (InvalidProtocolBufferException | MalformedRecordException e) {
                // The ledger has put it aside, and said so.
                log.debug("Passed over {}-{}@{}", record.topic(), record.partition(), record.offset(), e);
            }
        }

        private void take(ConsumerRecord<byte[], byte[]> record, RequestBatch batch) throws MalformedRecordException {
            for (RequestEvent event : EventColumnsReader.read(batch.getEvents())) {
                DecidedRequest request = new DecidedRequest(
                        event,
                        batch.getGateway(),
                        record.partition(),
                        record.offset(),
                        claims.get(said(batch.getGateway(), event.subject(), event.day())));
                if (isLookedFor(request)) {
                    if (found.size() == most) {
                        more = true;
                        return;
                    }
                    found.add(request);
                }
            }
        }

        private boolean isLookedFor(DecidedRequest request) {
            return request.event().keyId().equals(search.keyId())
                    && request.event().accountId().equals(search.accountId())
                    && !request.decidedAt().isBefore(search.from())
                    && request.decidedAt().isBefore(search.to())
                    && !(search.refusedOnly() && request.event().isAdmitted());
        }

        private String said(String gateway, String subject, int day) {
            return gateway + "/" + subject + "/" + day;
        }
    }
}
