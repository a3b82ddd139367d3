package dev.tollgate.benchmarks.pipeline;

import dev.tollgate.contracts.Topic;
import dev.tollgate.metering.event.Detail;
import dev.tollgate.metering.topology.MeteringMetrics;
import dev.tollgate.metering.topology.MeteringTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The topology of metering-streams by itself, in this process, from the first of request-events to the last: what it makes of
 * them once more is what there is already.
 */
final class Replay implements AutoCloseable {
    private static final Duration TIME_MAX = Duration.ofMinutes(5);
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final String bootstrap;
    private final Path folder;
    private final Admin admin;
    private int times;

    Replay(String bootstrap, Path folder) {
        this.bootstrap = bootstrap;
        this.folder = folder;
        this.admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap));
    }

    /**
     * Events a second, from the first that is counted until all are, and that is committed.
     *
     * @param guarantee {@link StreamsConfig#EXACTLY_ONCE_V2} or {@link StreamsConfig#AT_LEAST_ONCE}
     */
    double rate(String guarantee) throws IOException, InterruptedException {
        String application = "replay-" + ++times;
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (KafkaStreams streams = new KafkaStreams(
                new MeteringTopology(new MeteringMetrics(registry), Detail.OFF).get(),
                properties(application, guarantee))) {
            long end = end();
            long start = System.nanoTime();
            long first = 0;
            streams.start();
            while (committed(application) < end) {
                if (first == 0 && events(registry) > 0) {
                    first = System.nanoTime();
                }
                if (System.nanoTime() - start > TIME_MAX.toNanos()) {
                    throw new IOException("The log was not read again in time: " + streams.state());
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
            return events(registry) * 1e9 / (System.nanoTime() - first);
        } catch (ExecutionException e) {
            throw new IOException("The broker does not say where the log ends.", e);
        }
    }

    private static double events(SimpleMeterRegistry registry) {
        return registry.get("tollgate.metering.events.fresh").counter().count();
    }

    private Properties properties(String application, String guarantee) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        // As metering-streams has it.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.producerPrefix("linger.ms"), 0);
        properties.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        return properties;
    }

    private long end() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < Topic.REQUEST_EVENTS.partitions(); partition++) {
            latest.put(new TopicPartition(Topic.REQUEST_EVENTS.topicName(), partition), OffsetSpec.latest());
        }
        return admin.listOffsets(latest).all().get().values().stream()
                .mapToLong(found -> found.offset())
                .sum();
    }

    private long committed(String application) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(application)
                .partitionsToOffsetAndMetadata()
                .get();
        return offsets.entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(Topic.REQUEST_EVENTS.topicName()))
                .mapToLong(offset -> offset.getValue().offset())
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
