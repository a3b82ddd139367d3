package dev.tollgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    private static final String TOPIC = "kept";

    @TempDir
    Path dataDir;

    @Test
    void shouldKeepTopicsAndRecordsOverARestart() throws Exception {
        // Given
        int port = Ports.freePair();
        try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir, port)) {
            createTopic(broker);
            send(broker.bootstrapServers(), "before");
        }

        // When
        try (EmbeddedBroker again = EmbeddedBroker.start(dataDir, port)) {
            // Then
            assertThat(values(again)).containsExactly("before");
        }
    }

    @Test
    void shouldKeepAcknowledgedRecordsWhenItsProcessIsKilled() throws Exception {
        // Given
        int port = Ports.freePair();
        Process child = ChildProcess.start(BrokerChild.class, dataDir.toString(), Integer.toString(port));
        ChildProcess.awaitLine(child, "ready");

        // When
        child.destroyForcibly().waitFor();

        // Then
        try (EmbeddedBroker again = EmbeddedBroker.start(dataDir, port)) {
            assertThat(values(again)).containsExactly("acknowledged");
        }
    }

    @Test
    void shouldRunTransactionsOfTheSecondVersionAndCreateNoTopicByItself() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir, Ports.freePair());
                Admin admin = admin(broker)) {
            // When
            var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();

            // Then
            assertThat(features)
                    .hasEntrySatisfying("transaction.version", levels -> assertThat(levels.maxVersionLevel())
                            .isEqualTo((short) 2));
            assertThatThrownBy(() -> send(broker.bootstrapServers(), "nowhere"))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void shouldNameThePortAndItsVariableWhereThePortIsTaken() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When, Then
            assertThatThrownBy(() -> EmbeddedBroker.start(dataDir, holder.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Port " + holder.getLocalPort())
                    .hasMessageContaining("KAFKA_PORT");
            assertThat(dataDir).isEmptyDirectory();
        }
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static void createTopic(EmbeddedBroker broker) throws Exception {
        try (Admin admin = admin(broker)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) -1)))
                    .all()
                    .get();
        }
    }

    static void send(String bootstrapServers, String value) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", 2_000);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get(10, TimeUnit.SECONDS);
        }
    }

    private static List<String> values(EmbeddedBroker broker) {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(10)).records(partition).stream()
                    .map(ConsumerRecord::value)
                    .toList();
        }
    }

    /** A process of its own that runs a broker, has one record acknowledged, and waits to be killed. */
    static final class BrokerChild {
        private BrokerChild() {}

        public static void main(String[] args) throws Exception {
            EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
            createTopic(broker);
            send(broker.bootstrapServers(), "acknowledged");
            System.out.write("ready\n".getBytes(StandardCharsets.UTF_8));
            System.out.flush();
            ChildProcess.waitToBeKilled();
        }
    }
}
