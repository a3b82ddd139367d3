package dev.tollgate.benchmarks.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/** What the documentation of Kafka Streams would have one write: one record an event, counted by key and day, exactly once. */
final class DslCount implements AutoCloseable {
    private static final String EVENTS = "dsl-events";
    private static final String COUNTS = "dsl-counts";
    private static final int PARTITIONS = 12;
    private static final Duration ROUND_MAX = Duration.ofMinutes(2);

    private final List<byte[]> keys = new ArrayList<>();
    private final KafkaStreams streams;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<String, Long> consumer;
    private final Map<String, Long> byKey = new HashMap<>();
    private long counted;
    private long sent;

    DslCount(String bootstrap, Path state, int keyCount) throws IOException, InterruptedException {
        for (int number = 0; number < keyCount; number++) {
            keys.add(String.format("key_%016d", number).getBytes(StandardCharsets.US_ASCII));
        }
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                            new NewTopic(EVENTS, PARTITIONS, (short) 1), new NewTopic(COUNTS, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("The peer's topics could not be made.", e);
        }
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(EVENTS, Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofDays(1)))
                .count(Materialized.with(Serdes.String(), Serdes.Long()))
                .toStream((window, count) -> window.key())
                .to(COUNTS, Produced.with(Serdes.String(), Serdes.Long()));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "dsl-count");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put("auto.offset.reset", "earliest");
        streams = new KafkaStreams(builder.build(), properties);
        streams.start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new LongDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new TopicPartition(COUNTS, partition));
        }
        consumer.assign(partitions);
    }

    /** Events a second, from the first that is sent until all are counted. */
    double count(int events) throws IOException {
        byte[] value = "GET /v1/things/{id}".getBytes(StandardCharsets.US_ASCII);
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            var unused = producer.send(new ProducerRecord<>(EVENTS, keys.get(i % keys.size()), value));
        }
        producer.flush();
        sent += events;
        while (counted < sent) {
            if (System.nanoTime() - start > ROUND_MAX.toNanos()) {
                throw new IOException("The peer has counted " + counted + " of " + sent + " events.");
            }
            for (ConsumerRecord<String, Long> record : consumer.poll(Duration.ofMillis(100))) {
                Long before = byKey.put(record.key(), record.value());
                counted += record.value() - (before == null ? 0 : before);
            }
        }
        return events * 1e9 / (System.nanoTime() - start);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
        streams.close();
    }
}
