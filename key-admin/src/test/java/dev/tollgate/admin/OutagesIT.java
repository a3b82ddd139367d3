package dev.tollgate.admin;

import static dev.tollgate.admin.UsageTopic.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Plan;
import dev.tollgate.embedded.EmbeddedBroker;
import dev.tollgate.embedded.EmbeddedDatabase;
import dev.tollgate.embedded.Ports;
import dev.tollgate.testing.BackingServices;
import dev.tollgate.testing.BackingServices.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, restarts, and times without Kafka or the database. */
class OutagesIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path data;

    private final int port = Ports.freePair();
    private final String kafka = "127.0.0.1:" + port;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @Test
    void shouldWorkWithoutKafkaAndTellItEverythingWhenItIsThere() {
        Database database = BackingServices.shared().newDatabase();
        try (AdminSystem system = AdminSystem.start(kafka, database)) {
            AdminClient http = system.http();
            assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(503);
            http.get("/actuator/health/liveness").expect(200);
            String account = http.account("free");
            String first = http.key(account).text("id");
            assertThat(http.get("/api/v1/keys/" + first + "/usage")
                            .expect(200)
                            .json()
                            .path("as_of")
                            .isNull())
                    .isTrue();

            try (EmbeddedBroker broker = startBroker();
                    UsageTopic ledger = new UsageTopic(broker.bootstrapServers())) {
                system.whenReady();
                await().atMost(SOON).until(() -> system.topics().ofKey(first).size() == 1);
                // Sent together with the key, to partitions of their own.
                await().atMost(SOON).untilAsserted(() -> assertThat(plans(system))
                        .containsExactlyInAnyOrder("free", "solopreneur", "small_business", "enterprise"));
                ledger.commit(usage(account, first, today, 1, 5));
                await().atMost(SOON).until(() -> count(http, first) == 5);
                await().atMost(SOON).until(() -> !http.get("/api/v1/keys/" + first + "/usage")
                        .text("as_of")
                        .isEmpty());
            }

            String second = http.key(account).text("id");
            http.revoke(first);
            // More than fit into one batch.
            system.sql()
                    .sql("INSERT INTO outbox (topic, record_key, value) SELECT 'api-keys', n::text::bytea, ''"
                            + " FROM generate_series(1, 600) n")
                    .update();
            // Nothing comes, but that is not to be taken for nothing being there.
            await().atMost(SOON).until(() -> lagMillis(http, first) > 3_000);

            try (EmbeddedBroker broker = startBroker();
                    UsageTopic ledger = new UsageTopic(broker.bootstrapServers())) {
                await().atMost(SOON).until(() -> depth(system) == 0);
                assertThat(system.topics().ofKey(second))
                        .extracting(ApiKey::getState)
                        .contains(KeyState.KEY_ACTIVE);
                List<ApiKey> words = system.topics().ofKey(first);
                assertThat(words.get(words.size() - 1).getState()).isEqualTo(KeyState.KEY_IS_REVOKED);
                ledger.commit(usage(account, first, today, 2, 6));
                await().atMost(SOON).until(() -> count(http, first) == 6);
                Instant back = Instant.now();
                await().atMost(SOON).until(() -> asOf(http, first).isAfter(back));
            }
        }
    }

    @Test
    void shouldFindEverythingAfterARestart() {
        Database database = BackingServices.shared().newDatabase();
        try (EmbeddedBroker broker = startBroker();
                UsageTopic ledger = new UsageTopic(broker.bootstrapServers())) {
            String account;
            Reply key;
            // Two at once on an empty database: neither may trip over the other.
            CompletableFuture<AdminSystem> beside =
                    CompletableFuture.supplyAsync(() -> AdminSystem.start(kafka, database));
            try (AdminSystem system = AdminSystem.start(kafka, database).whenReady();
                    AdminSystem other = beside.join().whenReady()) {
                assertThat(other.http().get("/api/v1/plans").body())
                        .isEqualTo(system.http().get("/api/v1/plans").body());
                account = system.http().account("solopreneur");
                key = system.http().key(account);
                ledger.commit(usage(account, key.text("id"), today, 1, 5));
                await().atMost(SOON).until(() -> count(system.http(), key.text("id")) == 5);
            }
            ledger.commit(usage(account, key.text("id"), today, 2, 9));

            try (AdminSystem system = AdminSystem.start(kafka, database).whenReady()) {
                AdminClient http = system.http();
                assertThat(http.get("/api/v1/accounts/" + account).expect(200).text("plan"))
                        .isEqualTo("solopreneur");
                await().atMost(SOON).until(() -> count(http, key.text("id")) == 9);
                http.revoke(key.text("id"));
                await().atMost(SOON)
                        .until(() -> system.topics().ofKey(key.text("id")).size() == 2);
                // Told once, not at every start.
                assertThat(plans(system)).hasSize(4);
            }
        }
    }

    @Test
    void shouldSayThatTheDatabaseIsAwayAndGoOnWhenItIsBack() throws Exception {
        int databasePort = Ports.free();
        Path folder = data.resolve("postgresql");
        EmbeddedDatabase postgres = EmbeddedDatabase.start(folder, databasePort);
        postgres.createDatabase("tollgate");
        Database database = new Database(
                postgres.jdbcUrl("tollgate"),
                postgres.user(),
                postgres.password(),
                postgres.applicationUser(),
                postgres.applicationPassword());
        try (EmbeddedBroker broker = startBroker();
                UsageTopic ledger = new UsageTopic(broker.bootstrapServers());
                AdminSystem system = AdminSystem.start(
                                kafka, database, "--spring.datasource.hikari.connection-timeout=1000")
                        .whenReady()) {
            AdminClient http = system.http();
            String account = http.account("free");
            String key = http.key(account).text("id");
            postgres.close();

            Reply write = http.post("/api/v1/accounts", "{'name': 'x', 'plan': 'free'}")
                    .expectProblem(503);
            Reply repeatable = http.repeatable(
                            UUID.randomUUID().toString(), "/api/v1/accounts", "{'name': 'x', 'plan': 'free'}")
                    .expectProblem(503);
            assertThat(repeatable.header("Retry-After")).isEqualTo("5");
            Reply read = http.get("/api/v1/accounts").expectProblem(503);
            assertThat(write.header("Retry-After")).isEqualTo("5");
            assertThat(read.text("detail")).contains("database");
            assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(503);
            http.get("/actuator/health/liveness").expect(200);
            ledger.commit(usage(account, key, today, 1, 5));
            ledger.commitBytes(
                    usage(account, key, today, 2, 6), new byte[1], new byte[1], usage(account, key, today, 3, 7));
            await().atMost(SOON).until(() -> warnings("Usage cannot be written") >= 1);

            try (EmbeddedDatabase again = EmbeddedDatabase.start(folder, databasePort)) {
                await().atMost(SOON).ignoreExceptions().until(() -> count(http, key) == 7);
                system.whenReady();
                assertThat(http.account("free")).startsWith("acc_");
                assertThat(warnings("Usage cannot be written")).isEqualTo(1);
                assertThat(system.topics().deadLetters()).hasSize(1);
                assertThat(again.applicationPassword()).isEqualTo(database.applicationPassword());
            }
        }
    }

    private EmbeddedBroker startBroker() {
        return EmbeddedBroker.start(data.resolve("kafka"), port);
    }

    private static List<String> plans(AdminSystem system) {
        return List.of("free", "solopreneur", "small_business", "enterprise").stream()
                .flatMap(id -> system.topics().ofPlan(id).stream())
                .map(Plan::getPlanId)
                .toList();
    }

    private static long depth(AdminSystem system) {
        return system.sql().sql("SELECT count(*) FROM outbox").query(Long.class).single();
    }

    private static long count(AdminClient http, String key) {
        return http.get("/api/v1/keys/" + key).json().path("usage_count").asLong();
    }

    private static Instant asOf(AdminClient http, String key) {
        return Instant.parse(http.get("/api/v1/keys/" + key + "/usage").text("as_of"));
    }

    private static long lagMillis(AdminClient http, String key) {
        return http.get("/api/v1/keys/" + key + "/usage").json().path("lag_ms").asLong();
    }

    private static long warnings(String words) {
        return CapturedLog.text().lines().filter(line -> line.contains(words)).count();
    }
}
