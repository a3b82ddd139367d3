package dev.tollgate.admin.usage;

import dev.tollgate.contracts.Topic;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Up to when the read model is complete. The end of each partition is asked for again and again; when all before it is
 * in the tables, they are complete up to the moment of asking. Under load that is a little behind, while Kafka is away it
 * stands still. Kept in the database, for each instance reads some of the partitions only.
 */
@Component
public final class UsageProgress {
    private static final Logger log = LoggerFactory.getLogger(UsageProgress.class);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final Duration ASK_EACH = Duration.ofMillis(500);

    private final JdbcTemplate database;
    private final Clock clock;

    /** What was asked for last and is not reached yet; the consumer's thread alone uses these. */
    private Map<TopicPartition, Long> ends = Map.of();

    private Instant askedAt = Instant.EPOCH;

    UsageProgress(JdbcTemplate database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** To be called on the consumer's thread when all that it has read is in the tables. */
    void written(Consumer<?, ?> consumer) {
        try {
            settle(consumer);
            Instant now = clock.instant();
            if (ends.isEmpty() && !now.isBefore(askedAt.plus(ASK_EACH))) {
                askedAt = now;
                ends = consumer.endOffsets(consumer.assignment(), ANSWER_MAX);
                settle(consumer);
            }
        } catch (KafkaException | DataAccessException | TransactionException e) {
            // Kafka or the database is away, or the consumer is being stopped: the records are written all the same.
            log.debug("How far usage is read is not known at this moment", e);
        }
    }

    @EventListener
    void idle(ListenerContainerIdleEvent idle) {
        Consumer<?, ?> consumer = idle.getConsumer();
        if (consumer != null && consumer.subscription().contains(Topic.USAGE_DAILY.topicName())) {
            written(consumer);
        }
    }

    /** Null if the end of some partition has never been reached. */
    public @Nullable Instant completeAt() {
        Timestamp least = database.queryForObject(
                "SELECT CASE WHEN count(*) = ? THEN min(complete_at) END FROM usage_progress",
                Timestamp.class,
                Topic.USAGE_DAILY.partitions());
        return least == null ? null : least.toInstant();
    }

    private void settle(Consumer<?, ?> consumer) {
        Map<TopicPartition, Long> mine = new HashMap<>(ends);
        // What another instance reads now is its to tell.
        mine.keySet().retainAll(consumer.assignment());
        if (mine.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ANSWER_MAX) >= end.getValue())) {
            write(mine.keySet().stream().map(TopicPartition::partition).sorted().toList());
            ends = Map.of();
        }
    }

    private void write(List<Integer> partitions) {
        List<Object[]> rows = partitions.stream()
                .map(partition -> new Object[] {partition, Timestamp.from(askedAt)})
                .toList();
        database.batchUpdate(
                "INSERT INTO usage_progress AS known (partition, complete_at) VALUES (?, ?) ON CONFLICT (partition)"
                        + " DO UPDATE SET complete_at = greatest(known.complete_at, excluded.complete_at)",
                rows);
    }
}
