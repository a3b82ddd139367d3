package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyMigration;
import dev.tollgate.testing.BackingServices;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that gates have found at their first use, as they come by key-migrations. */
class KeyMigrationsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final String account = http.account("enterprise");
    private final String run = Long.toHexString(System.nanoTime());
    private final KafkaProducer<byte[], byte[]> gate = new KafkaProducer<>(
            Map.of("bootstrap.servers", BackingServices.shared().kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void shouldTakeKeysOverWhileAnImportIsOpenForThem() throws Exception {
        String id = open();
        find(run, 0, "{'account_id':'$account','name':'Old shop','scopes':['orders:read'],'last_four':'wxyz'}");
        find(run, 0, "{'account_id':'$account','name':'Twice'}");

        awaitCounts(id, "open 2 1 1 0");
        Reply keys = http.get("/api/v1/accounts/" + account + "/keys").expect(200);
        assertThat(keys.json().path("data")).hasSize(1);
        assertThat(keys.body()).contains("\"name\":\"Old shop\"", "\"last_four\":\"wxyz\"", "orders:read");
        String key = keys.json().path("data").get(0).path("id").asString();
        ApiKey told = await().atMost(SOON)
                .until(() -> system.topics().ofKey(key), found -> !found.isEmpty())
                .get(0);
        assertThat(told.getForeign()).isTrue();
        assertThat(system.topics().records(Topic.API_KEYS)).anySatisfy(record -> assertThat(record.key())
                .isEqualTo(KeyHash.of(run).toBytes()));
        assertThat(http.get("/api/v1/audit?object=" + key).expect(200).body())
                .contains("key.imported", "\"actor\":\"system\"");
    }

    @Test
    void shouldSayWhyAKeyCannotBeTakenOverAndTakeTheOthers() throws Exception {
        String id = open();
        find(run + 1, 0, "no JSON");
        find(run + 2, 0, "[]");
        find(run + 3, 0, "{'name':'of nobody'}");
        find(run + 4, 0, "{'account_id':'acc_00000000000000000000000000'}");
        find(run + 5, 0, "{'account_id':'$account','key':'a secret'}");
        find(run + 6, 77, "{'account_id':'$account'}");
        find(run + 7, 0, "{'account_id':'$account','hash':'what the gate has hashed counts'}");

        awaitCounts(id, "open 7 1 0 6");
        assertThat(http.get("/api/v1/imports/" + id + "/refusals").expect(200).body())
                .contains("\"row\":1,\"why\":\"is not JSON")
                .contains("\"row\":2,\"why\":\"is not a JSON object")
                .contains("\"row\":3,\"why\":\"account_id is required")
                .contains("\"row\":4,\"why\":\"account_id is of no account")
                .contains("\"row\":5,\"why\":\"key is not known here")
                .contains("\"row\":6,\"why\":\"hangs on the pepper 77 of a gate, which key-admin does not have")
                .doesNotContain("a secret");
        assertThat(CapturedLog.text()).contains("GET /api/v1/imports/" + id + "/refusals says why");
    }

    @Test
    void shouldLetBeWhatIsFoundWhileNoImportIsOpen() throws Exception {
        String ended = open();
        end(ended).expect(200);
        find(run + "early", 0, "{'account_id':'$account'}");
        await().atMost(SOON).until(() -> CapturedLog.text().contains("no import is open for them"));

        String id = open();
        find(run, 0, "{'account_id':'$account'}");

        awaitCounts(id, "open 1 1 0 0");
        assertThat(counts(http.get("/api/v1/imports/" + ended))).isEqualTo("done 0 0 0 0");
        assertThat(http.get("/api/v1/audit?object=" + ended).expect(200).body())
                .contains("import.created", "import.done");
    }

    @Test
    void shouldPutAsideWhatIsNoKey() throws Exception {
        String id = open();
        byte[] garbage = ("no hash of " + run).getBytes(StandardCharsets.UTF_8);
        send(garbage, KeyMigration.getDefaultInstance().toByteArray());
        send(KeyHash.of(run).toBytes(), "\0\0".getBytes(StandardCharsets.US_ASCII));
        find(run, 0, "{'account_id':'$account'}");

        awaitCounts(id, "open 1 1 0 0");
        await().atMost(SOON).untilAsserted(() -> assertThat(system.topics().deadLetters())
                .filteredOn(letter -> letter.getTopic().equals(Topic.KEY_MIGRATIONS.topicName()))
                .extracting(letter -> letter.getKey().toStringUtf8())
                .contains("no hash of " + run));
    }

    @Test
    void shouldHaveOneOpenAtATimeAndNoRowsForIt() {
        String id = open();

        http.post("/api/v1/imports", "{'on_first_use': true}").expectProblem(409);
        http.post("/api/v1/imports", "{'on_first_use': true, 'pepper_id': 1}").expectInvalid("pepper_id");
        http.post("/api/v1/imports", "{'on_first_use': 'yes'}").expectInvalid("on_first_use");
        http.send(http.request("/api/v1/imports/" + id + "/rows")
                        .header("Authorization", "Bearer " + http.token())
                        .header("Content-Type", "text/csv")
                        .PUT(BodyPublishers.ofString("hash,account_id\n")))
                .expectProblem(409);

        assertThat(counts(end(id).expect(200))).isEqualTo("done 0 0 0 0");
        end(id).expectProblem(409);
        end(http.post("/api/v1/imports", "{}").expect(201).text("id")).expectProblem(409);
        end("imp_00000000000000000000000000").expectProblem(404);
    }

    private String open() {
        String id = OpenImport.open(http);
        assertThat(counts(http.get("/api/v1/imports/" + id))).isEqualTo("open 0 0 0 0");
        return id;
    }

    private Reply end(String id) {
        return http.post("/api/v1/imports/" + id + "/end", "");
    }

    private void find(String secret, int pepperId, String row) throws Exception {
        KeyMigration found = KeyMigration.newBuilder()
                .setPepperId(pepperId)
                .setRow(row.replace('\'', '"').replace("$account", account))
                .setGateway("gateway-of-the-test")
                .build();
        send(KeyHash.of(secret).toBytes(), found.toByteArray());
    }

    private void send(byte[] key, byte[] value) throws Exception {
        gate.send(new ProducerRecord<>(Topic.KEY_MIGRATIONS.topicName(), key, value))
                .get();
    }

    private void awaitCounts(String id, String counts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(counts(http.get("/api/v1/imports/" + id)))
                .isEqualTo(counts));
    }

    private static String counts(Reply reply) {
        return String.join(
                " ",
                reply.text("state"),
                reply.text("rows"),
                reply.text("imported"),
                reply.text("known"),
                reply.text("refused"));
    }
}
