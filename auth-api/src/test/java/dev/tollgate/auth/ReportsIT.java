package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.follow.TestTopics;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.OwnScopes;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.Plan;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.contracts.v1.UsageReport;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Usage that services report, from the request to the log. */
class ReportsIT {
    private static final KeyFormat FORMAT = new KeyFormat("tg", new SecureRandom());
    private static final String BATCH = "application/cloudevents-batch+json";

    private final String reporter = FORMAT.generate();
    private final String customer = FORMAT.generate();

    @TempDir
    Path folder;

    @Test
    void shouldTakeReportsFromThoseWhoMay() throws Exception {
        int port = Ports.freePair();
        try (ServletWebServerApplicationContext app = start(port, "--tollgate.reports.meters=tokens,bytes")) {
            RawHttp http = http(app);
            try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), port)) {
                fill(broker.bootstrapServers(), http);
                shouldTakeReports(broker.bootstrapServers(), http);
                shouldRefuseWhatIsNone(broker.bootstrapServers(), http);
                shouldWaitForASlowBodyOnlyOfThoseWhoMay(http);
            }
            Reply later = post(http, reporter, BATCH, "[" + event("e1", "key_customer") + "]");
            assertThat(later.status()).isEqualTo(503);
            assertThat(later.header("Retry-After")).isEqualTo("1");
        }
    }

    private void shouldTakeReports(String kafka, RawHttp http) throws Exception {
        String good = event("e1", "key_customer");
        Reply taken = post(http, reporter, BATCH, "[" + good + "," + event("e2", "key_none") + "," + good + "]");
        assertThat(taken.body())
                .isEqualTo("{\"accepted\":2,\"rejected\":1,\"errors\":[{\"index\":1,\"id\":\"e2\","
                        + "\"error\":\"subject must be the id of a key, and there is none of this\"}]}");
        assertThat(taken.status()).isEqualTo(200);
        assertThat(post(http, reporter, "application/cloudevents+json; charset=utf-8", good)
                        .body())
                .isEqualTo("{\"accepted\":1,\"rejected\":0,\"errors\":[]}");
        assertThat(reports(kafka)).hasSize(3).allSatisfy(report -> {
            assertThat(report.getKeyId()).isEqualTo("key_customer");
            assertThat(report.getAccountId()).isEqualTo("acc_of_key_customer");
            assertThat(report.getAmounts(0).getWhole()).isEqualTo(5);
        });
    }

    private void shouldRefuseWhatIsNone(String kafka, RawHttp http) throws Exception {
        String good = "[" + event("e1", "key_customer") + "]";
        assertThat(post(http, reporter, BATCH, "[5]").status()).isEqualTo(400);
        assertThat(post(http, reporter, BATCH, "[]").status()).isEqualTo(200);
        assertThat(post(http, reporter, BATCH, "{").body()).contains("The body is not JSON");
        assertThat(post(http, reporter, "text/plain", good).status()).isEqualTo(415);
        // Answered by what its head says: who goes on to send is cut off, and may not see why.
        assertThat(http.exchange(head(reporter, BATCH, (1 << 20) + 1).getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(413);
        assertThat(post(http, customer, BATCH, good).status()).isEqualTo(403);
        assertThat(post(http, FORMAT.generate(), BATCH, good).body()).isEqualTo("{\"error\":\"Invalid API key\"}");
        assertThat(http.send("GET", "/api/v1/events").status()).isEqualTo(405);
        assertThat(reports(kafka)).hasSize(3);
    }

    private void shouldWaitForASlowBodyOnlyOfThoseWhoMay(RawHttp http) throws IOException {
        for (String key : List.of(customer, reporter)) {
            try (Socket socket = http.connect()) {
                RawHttp.write(socket, head(key, BATCH, 100).getBytes(StandardCharsets.UTF_8));
                assertThat(RawHttp.read(socket).status()).isEqualTo(key.equals(customer) ? 403 : 408);
            }
        }
    }

    @Test
    void shouldTakeNoneWhereNothingCanBeReported() throws Exception {
        int port = Ports.freePair();
        try (ServletWebServerApplicationContext app = start(port);
                EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), port)) {
            RawHttp http = http(app);
            fill(broker.bootstrapServers(), http);

            assertThat(post(http, reporter, BATCH, "[]").status()).isEqualTo(404);
        }
    }

    private void fill(String kafka, RawHttp http) throws Exception {
        try (TestTopics topics = new TestTopics(kafka)) {
            put(topics, customer, TestTopics.apiKey("key_customer"));
            put(topics, reporter, TestTopics.apiKey("key_reporter").addScopes(OwnScopes.REPORT_USAGE));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> identity(http, customer) == 200 && identity(http, reporter) == 200);
        }
    }

    private static int identity(RawHttp http, String key) throws IOException {
        return http.send("GET", "/api/v1/identity", "Authorization: Bearer " + key)
                .status();
    }

    private static void put(TestTopics topics, String secret, ApiKey.Builder key) throws Exception {
        topics.put(Plan.newBuilder()
                .setPlanId(key.getPlanId())
                .setVersion(1)
                .setName("Unlimited")
                .build());
        topics.put(KeyHash.of(secret), key.build());
    }

    private static String event(String id, String key) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/llm\",\"type\":\"completion\",\"subject\":\"" + key + "\",\"data\":{\"tokens\":5}}";
    }

    private static Reply post(RawHttp http, String key, String type, String body) throws IOException {
        return http.exchange((head(key, type, body.length()) + body).getBytes(StandardCharsets.UTF_8));
    }

    private static String head(String key, String type, int length) {
        return "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static List<UsageReport> reports(String kafka) throws Exception {
        List<TopicPartition> partitions = IntStream.range(0, Topic.REQUEST_EVENTS.partitions())
                .mapToObj(n -> new TopicPartition(Topic.REQUEST_EVENTS.topicName(), n))
                .toList();
        List<UsageReport> reports = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    reports.addAll(RequestBatch.parseFrom(record.value()).getReportsList());
                }
            }
        }
        return reports;
    }

    private ServletWebServerApplicationContext start(int broker, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--tollgate.bootstrap-servers=127.0.0.1:" + broker,
                "--tollgate.data-dir=" + folder.resolve("auth-api")));
        arguments.addAll(List.of(more));
        return (ServletWebServerApplicationContext)
                AuthApiApplication.application().run(arguments.toArray(String[]::new));
    }

    private static RawHttp http(ServletWebServerApplicationContext app) {
        return new RawHttp(Objects.requireNonNull(app.getWebServer()).getPort());
    }
}
