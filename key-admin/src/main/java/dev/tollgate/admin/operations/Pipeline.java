package dev.tollgate.admin.operations;

import dev.tollgate.admin.usage.UsageProgress;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far what the gates decided has come on its way into the tables. Asks Kafka once a second at most, for all who look. */
@Component
final class Pipeline implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    /** The consumer group of the ledger: the application id of metering-streams. */
    private static final String LEDGER = "metering-streams";

    /** Usage that is older than this is worth a word. */
    private static final Duration BEHIND_MAX = Duration.ofSeconds(10);

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int ANSWER_MS_MAX = 2_000;

    private final KafkaConnection kafka;
    private final UsageProgress progress;
    private final JdbcClient database;
    private final Clock clock;
    private @Nullable Admin admin;
    private final Fresh<State> state;

    Pipeline(KafkaConnection kafka, UsageProgress progress, JdbcClient database, Clock clock) {
        this.kafka = kafka;
        this.progress = progress;
        this.database = database;
        this.clock = clock;
        this.state = new Fresh<>(clock, FRESH, this::lookAnew);
    }

    /**
     * How far it has come.
     *
     * @param completeAt up to when the tables hold all that was decided and told; null if that was never known
     * @param behind how long ago that is; null likewise
     * @param trusted whether the numbers of the pages are as good as those of the gates
     * @param ledgerLag batches of the gates that the ledger has yet to count; null where Kafka does not say
     * @param deadLetters records that were put aside and are still kept; null where Kafka does not say
     * @param outbox changes of keys and plans that the gates have yet to be told of
     */
    record State(
            @Nullable Instant completeAt,
            @Nullable Duration behind,
            boolean trusted,
            @Nullable Long ledgerLag,
            @Nullable Long deadLetters,
            long outbox) {
        /** For people. */
        public @Nullable Long behindSeconds() {
            return behind == null ? null : behind.toSeconds();
        }
    }

    State look() {
        return state.get();
    }

    private State lookAnew() {
        Long ledgerLag = null;
        Long deadLetters = null;
        try {
            Admin asked = open();
            ledgerLag = ledgerLag(asked);
            deadLetters = deadLetters(asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            log.debug("Kafka does not say how far it is", e);
        }
        Instant completeAt = progress.completeAt();
        Duration behind = completeAt == null ? null : Duration.between(completeAt, clock.instant());
        return new State(
                completeAt,
                behind,
                behind != null && behind.compareTo(BEHIND_MAX) < 0,
                ledgerLag,
                deadLetters,
                database.sql("SELECT count(*) FROM outbox").query(Long.class).single());
    }

    private static Long ledgerLag(Admin admin) throws InterruptedException, ExecutionException {
        Set<TopicPartition> partitions = partitionsOf(Topic.REQUEST_EVENTS);
        var committed = admin.listConsumerGroupOffsets(LEDGER).partitionsToOffsetAndMetadata();
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> begins = offsets(admin, partitions, OffsetSpec.earliest());
        var counted = committed.get();
        return partitions.stream()
                .mapToLong(partition -> {
                    var offset = counted.get(partition);
                    long from = offset == null ? begins.getOrDefault(partition, 0L) : offset.offset();
                    return Math.max(0, ends.getOrDefault(partition, 0L) - from);
                })
                .sum();
    }

    private static Long deadLetters(Admin admin) throws InterruptedException, ExecutionException {
        Set<TopicPartition> partitions = partitionsOf(Topic.DEAD_LETTERS);
        long ends = sum(offsets(admin, partitions, OffsetSpec.latest()));
        return ends - sum(offsets(admin, partitions, OffsetSpec.earliest()));
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Set<TopicPartition> partitionsOf(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
                admin.listOffsets(asked).all().get().entrySet()) {
            offsets.put(found.getKey(), found.getValue().offset());
        }
        return offsets;
    }

    private synchronized Admin open() {
        Admin opened = admin;
        if (opened == null) {
            opened = Admin.create(kafka.with(Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS_MAX,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS_MAX)));
            admin = opened;
        }
        return opened;
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
