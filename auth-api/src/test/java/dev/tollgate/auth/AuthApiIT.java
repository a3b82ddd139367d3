package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.follow.TestTopics;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Plan;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.testing.BackingServices;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The whole application on a real broker, as far as it goes without the ledger. */
class AuthApiIT {
    private static final String KEY = new KeyFormat("tg", new SecureRandom()).generate();

    @TempDir
    Path dataDir;

    @Test
    void shouldKnowKeysAndTheirEndWithinASecond() throws Exception {
        String kafka = BackingServices.shared().kafkaBootstrapServers();
        try (ServletWebServerApplicationContext app = start(kafka);
                TestTopics topics = new TestTopics(kafka)) {
            RawHttp http = http(app);
            await().until(() -> http.send("GET", "/actuator/health/readiness").status() == 200);
            ApiKey.Builder key = TestTopics.apiKey("key_" + KEY.substring(2, 12));
            topics.put(Plan.newBuilder()
                    .setPlanId(key.getPlanId())
                    .setVersion(1)
                    .setName("Unlimited")
                    .build());
            assertAnswer(ask(http), 401, "{\"error\":\"Invalid API key\"}");

            topics.put(KeyHash.of(KEY), key.build());
            await().until(() -> ask(http).status() == 200);
            assertThat(ask(http).body()).contains("\"key_id\":\"" + key.getKeyId() + "\"");

            topics.put(
                    KeyHash.of(KEY),
                    key.setVersion(2).setState(KeyState.KEY_IS_REVOKED).build());
            await().untilAsserted(() -> assertAnswer(ask(http), 401, "{\"error\":\"API key has been revoked\"}"));
        }
    }

    @Test
    void shouldStartWithoutKafkaAndBeReadyWhenItIsThere() throws Exception {
        int port = FreePorts.forBroker();
        try (ServletWebServerApplicationContext app = start("127.0.0.1:" + port)) {
            RawHttp http = http(app);
            assertAnswer(ask(http), 503, "{\"error\":\"Temporarily unavailable\",\"retry_after\":1}");
            Reply notReady = http.send("GET", "/actuator/health/readiness");
            assertThat(notReady.status()).isEqualTo(503);
            assertThat(notReady.body()).contains("\"api-keys\":{\"whole\":false");
            assertThat(http.send("GET", "/actuator/health/liveness").status()).isEqualTo(200);

            try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir.resolve("kafka"), port)) {
                assertThat(broker.bootstrapServers()).endsWith(":" + port);
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                http.send("GET", "/actuator/health/readiness").status() == 200);
                assertAnswer(ask(http), 401, "{\"error\":\"Invalid API key\"}");
            }
            assertThat(http.send("GET", "/actuator/health/readiness").status()).isEqualTo(200);
        }
    }

    @Test
    void shouldShowHealthAndMetricsAndNothingElse() throws Exception {
        try (ServletWebServerApplicationContext app =
                start(BackingServices.shared().kafkaBootstrapServers())) {
            RawHttp http = http(app);
            ask(http);

            assertThat(http.send("GET", "/actuator/prometheus").body())
                    .contains("tollgate_decisions_total{outcome=\"", "tollgate_view_lag_records{topic=\"api-keys\"}")
                    .doesNotContain(KEY);
            for (String path : new String[] {"", "/", "/env", "/beans", "/heapdump", "/info", "/shutdown"}) {
                assertAnswer(http.send("GET", "/actuator" + path), 404, "{\"error\":\"Not found\"}");
            }
        }
    }

    private ServletWebServerApplicationContext start(String kafka) {
        return (ServletWebServerApplicationContext) AuthApiApplication.application()
                .run(
                        "--server.port=0",
                        "--tollgate.bootstrap-servers=" + kafka,
                        "--tollgate.data-dir=" + dataDir.resolve("auth-api"));
    }

    private static RawHttp http(ServletWebServerApplicationContext app) {
        return new RawHttp(Objects.requireNonNull(app.getWebServer()).getPort());
    }

    private static Reply ask(RawHttp http) throws IOException {
        return http.send("GET", "/api/v1/identity", "Authorization: Bearer " + KEY);
    }

    private static void assertAnswer(Reply reply, int status, String body) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(body);
    }
}
