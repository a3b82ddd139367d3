package dev.tollgate.auth.follow;

import dev.tollgate.contracts.MalformedRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of one topic, in one thread of its own, for as long as the process lives. A broker that is away
 * is waited for; a record that makes no sense is put aside; neither ends it.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL_MAX = Duration.ofMillis(200);
    private static final long RETRY_MILLIS_MIN = 100;
    private static final long RETRY_MILLIS_MAX = 5_000;
    private static final long STOP_MILLIS_MAX = 5_000;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final FollowerSettings settings;
    private final RecordHandler handler;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final List<TopicPartition> partitions;
    private final Progress progress = new Progress();
    private final BrokerContact contact;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private final long createdNanos = System.nanoTime();
    private long retryMillis = RETRY_MILLIS_MIN;
    private long records;
    private volatile @Nullable Consumer<byte[], byte[]> current;

    /** One that follows nothing before {@link #start()}. */
    public TopicFollower(FollowerSettings settings, RecordHandler handler, DeadLetters deadLetters, Clock clock) {
        this.settings = settings;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.partitions = settings.partitions();
        this.contact = new BrokerContact(name(), clock.millis());
        this.thread = new Thread(this::run, "tollgate-follow-" + name());
        thread.setDaemon(true);
    }

    /** The topic's name. */
    public String name() {
        return settings.topic().topicName();
    }

    /** Begins; once. */
    public void start() {
        thread.start();
    }

    /** Whether all was read that the topic held when this began. Once true, always. */
    public boolean isCaughtUp() {
        return progress.isCaughtUp();
    }

    /** How far behind it is. */
    public Lag lag() {
        return progress.lag(clock.millis());
    }

    /** When nothing was left to read, in milliseconds since 1970; 0 for never. */
    public long levelAtMs() {
        return progress.levelAtMs();
    }

    /** Stops and waits a few seconds for its thread. */
    @Override
    public void close() {
        stopping.countDown();
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(STOP_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isStopping()) {
            try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
                current = consumer;
                contact.consumerReplaced();
                try {
                    // Asked after it can be woken: close() either finds it, or is seen here.
                    if (!isStopping()) {
                        follow(consumer);
                    }
                } finally {
                    current = null;
                    consumer.close(CloseOptions.timeout(CLOSE_MAX));
                }
            } catch (WakeupException e) {
                log.debug("The follower of {} was woken up to stop.", name());
            } catch (KafkaException e) {
                contact.lost(String.valueOf(e.getMessage()));
                log.debug("The follower of {} begins again.", name(), e);
                pause();
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(partitions);
        seek(consumer);
        if (!progress.hasStarted()) {
            progress.start(consumer.endOffsets(partitions));
        }
        Metric answers = answers(consumer);
        while (!isStopping()) {
            for (ConsumerRecord<byte[], byte[]> record : poll(consumer)) {
                apply(record);
                records++;
            }
            retryMillis = RETRY_MILLIS_MIN;
            boolean fresh = contact.answers(((Number) answers.metricValue()).doubleValue(), clock.millis());
            progress.left(left(consumer), fresh, clock.millis());
            if (progress.moved(consumer::position)) {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - createdNanos);
                log.info("The view of {} is whole: {} records, {} ms after the start.", name(), records, millis);
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
        try {
            return consumer.poll(POLL_MAX);
        } catch (OffsetOutOfRangeException e) {
            log.warn(
                    "Offsets of {} are gone; those partitions are read again from their beginning: {}",
                    name(),
                    e.offsetOutOfRangePartitions());
            consumer.seekToBeginning(e.partitions());
            return ConsumerRecords.empty();
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            handler.handle(record);
        } catch (MalformedRecordException e) {
            deadLetters.put(record, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("A record of {} could not be applied.", name(), e);
            deadLetters.put(record, "Could not be applied: " + e.getClass().getSimpleName());
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> starts = starts(consumer);
        for (TopicPartition partition : partitions) {
            Long position = progress.position(partition);
            consumer.seek(partition, position == null ? starts.getOrDefault(partition, 0L) : position);
        }
    }

    private Map<TopicPartition, Long> starts(Consumer<byte[], byte[]> consumer) {
        if (settings.from() == null) {
            return consumer.beginningOffsets(partitions);
        }
        long fromMs = settings.from().toEpochMilli();
        Map<TopicPartition, Long> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, fromMs));
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions));
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                consumer.offsetsForTimes(wanted).entrySet()) {
            // Null where everything is older.
            if (found.getValue() != null) {
                starts.put(found.getKey(), found.getValue().offset());
            }
        }
        return starts;
    }

    private long left(Consumer<byte[], byte[]> consumer) {
        long left = 0;
        for (TopicPartition partition : partitions) {
            left += consumer.currentLag(partition).orElse(0);
        }
        return left;
    }

    /** Counts the broker's answers to this consumer, the empty ones too. */
    private static Metric answers(Consumer<byte[], byte[]> consumer) {
        return consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals("consumer-fetch-manager-metrics")
                        && metric.getKey().name().equals("fetch-total")
                        && !metric.getKey().tags().containsKey("topic"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Kafka's consumer no longer counts its fetches."));
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            if (!stopping.await(retryMillis, TimeUnit.MILLISECONDS)) {
                retryMillis = Math.min(retryMillis * 2, RETRY_MILLIS_MAX);
            }
        } catch (InterruptedException e) {
            // Nobody but close() ends this thread.
            log.debug("The follower of {} was interrupted and goes on.", name(), e);
        }
    }
}
