package dev.tollgate.metering;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.TopicSetup;
import dev.tollgate.metering.event.Detail;
import dev.tollgate.metering.ledger.UnknownRuleException;
import dev.tollgate.metering.topology.MeteringTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts the topology when the brokers answer, and stops it before the process ends. */
@Component
final class StreamsRunner implements SmartLifecycle {
    static final String APPLICATION_ID = "metering-streams";

    private static final Logger log = LoggerFactory.getLogger(StreamsRunner.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int ANSWER_MS_MAX = 5_000;
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    /**
     * How often usage is told: each commit takes this thread as long as some ten thousand events. Answers to claims do not wait for
     * it, but for as long as it takes.
     */
    private static final int COMMIT_INTERVAL_MS = 500;

    private final MeteringSettings settings;
    private final KafkaConnection kafka;
    private final MeteringTopology topology;
    private final MeterRegistry registry;
    private final Path stateFolder;
    private final String instanceId;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable KafkaStreams streams;
    private volatile String problem = "Not started";
    private volatile @Nullable Thread starter;

    StreamsRunner(MeteringSettings settings, MeteringTopology topology, MeterRegistry registry) {
        this.settings = settings;
        this.kafka = settings.kafka();
        this.topology = topology;
        this.registry = registry;
        this.stateFolder = settings.dataDir().resolve(APPLICATION_ID);
        this.instanceId = InstanceId.in(stateFolder);
    }

    /** Whether all partitions given to this process are being worked on. */
    boolean isWorking() {
        KafkaStreams current = streams;
        return current != null && current.state() == KafkaStreams.State.RUNNING;
    }

    /** For a person: what it is doing. */
    String state() {
        KafkaStreams current = streams;
        return current == null ? problem : current.state().name();
    }

    @Override
    public void start() {
        Thread thread = new Thread(this::startWhenTopicsAreThere, "streams-starter");
        thread.setDaemon(true);
        starter = thread;
        thread.start();
    }

    @Override
    public void stop() {
        stopping.countDown();
        Thread thread = starter;
        try {
            if (thread != null) {
                thread.join(STOP_MAX.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        KafkaStreams current = streams;
        if (current != null && !current.close(STOP_MAX)) {
            log.warn("The topology did not stop within {} s; its open transaction will time out", STOP_MAX.toSeconds());
        }
        starter = null;
    }

    @Override
    public boolean isRunning() {
        return starter != null;
    }

    private void startWhenTopicsAreThere() {
        while (stopping.getCount() > 0) {
            try {
                if (areTopicsThere()) {
                    run();
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (stopRequestedWithin(RETRY)) {
                return;
            }
        }
    }

    private boolean areTopicsThere() throws InterruptedException {
        try {
            prepareTopics();
            return true;
        } catch (IllegalStateException e) {
            tell(String.valueOf(e.getMessage()));
        } catch (ExecutionException | KafkaException e) {
            log.debug("The topics could not be looked at", e);
            tell(kafka.whyNot(e));
        }
        return false;
    }

    /** Once, not with every try. */
    private void tell(String sentence) {
        if (!sentence.equals(problem)) {
            problem = sentence;
            log.warn("{}", sentence);
        }
    }

    private boolean stopRequestedWithin(Duration duration) {
        try {
            return stopping.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void prepareTopics() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(kafka.with(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_MS_MAX,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_MS_MAX)))) {
            if (settings.detail() == Detail.OFF) {
                TopicSetup.ensure(admin);
            } else {
                TopicSetup.ensure(admin, Topic.USAGE_EVENTS);
            }
            LogStart.ensure(admin, APPLICATION_ID);
        }
    }

    private void run() {
        KafkaStreams started = new KafkaStreams(topology.get(), properties());
        started.setUncaughtExceptionHandler(StreamsRunner::onFailure);
        new KafkaStreamsMetrics(started).bindTo(registry);
        streams = started;
        started.start();
    }

    private static StreamThreadExceptionResponse onFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownRuleException || cause instanceof InvalidOffsetException) {
                log.error("Stopped for good, nothing is lost yet: {}", cause.getMessage(), failure);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
        log.error(
                "A thread failed and is replaced; its transaction is undone and its batches are taken again", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
        properties.putAll(kafka.with(Map.of()));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        // The processors themselves keep what changes between two commits.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        // Answers to claims are waited for: each leaves as soon as it is known.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // A killed process must not hold up its successor: that one has the same name, and takes over at once.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "none");
        return properties;
    }
}
