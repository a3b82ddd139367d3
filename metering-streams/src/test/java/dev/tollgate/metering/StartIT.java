package dev.tollgate.metering;

import static org.awaitility.Awaitility.await;

import dev.tollgate.contracts.Topic;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What it says, and waits for, where it cannot begin. */
class StartIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private @Nullable ConfigurableApplicationContext application;
    private @Nullable EmbeddedBroker broker;

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void shouldWaitForABrokerThatIsNotThereYet() {
        int port = Ports.freePair();
        application = start("127.0.0.1:" + port);
        awaitReadiness(application, "Kafka at 127.0.0.1:" + port + " does not answer yet");

        broker = EmbeddedBroker.start(folder.resolve("kafka"), port);

        awaitReadiness(application, "RUNNING");
    }

    @Test
    void shouldWaitForABrokerWhoseNameIsNotKnownYet() {
        application = start("kafka.invalid:9092");

        awaitReadiness(application, "Kafka at kafka.invalid:9092 does not answer yet");
    }

    @Test
    void shouldSayWhichTopicIsNotAsExpected() throws Exception {
        // Given
        broker = EmbeddedBroker.start(folder.resolve("kafka"), Ports.freePair());
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topic.REQUEST_EVENTS.topicName(), 1, (short) 1)))
                    .all()
                    .get();
        }

        // When
        application = start(broker.bootstrapServers());

        // Then
        awaitReadiness(application, "The topic request-events has 1 partitions where 12 are expected");
    }

    private ConfigurableApplicationContext start(String brokers) {
        return MeteringStreamsApplication.application()
                .run("--server.port=0", "--tollgate.bootstrap-servers=" + brokers, "--tollgate.data-dir=" + folder);
    }

    private static void awaitReadiness(ConfigurableApplicationContext application, String expected) {
        await().atMost(SOON).until(() -> readiness(application), body -> body.contains(expected));
    }

    private static String readiness(ConfigurableApplicationContext application)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
