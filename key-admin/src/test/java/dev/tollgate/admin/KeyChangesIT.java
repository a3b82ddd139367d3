package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What may be changed of a key, by whom who knows it as it is, and how keys are found. */
class KeyChangesIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();

    @Test
    void shouldChangeWhatIsSentAndNothingElse() {
        Reply made = http.post(
                        "/api/v1/accounts/" + http.account("free") + "/keys",
                        "{'name': 'Server', 'scopes': ['a'], 'allowed_ips': ['10.0.0.0/8'],"
                                + " 'metadata': {'team': 'shop'}, 'expires_at': '2099-01-31T12:00:00Z'}")
                .expect(201);
        String path = "/api/v1/keys/" + made.text("id");

        Reply described = http.patch(path, "{'description': 'for the shop'}").expect(200);
        assertThat(described.text("description")).isEqualTo("for the shop");
        for (String same : List.of("name", "scopes", "allowed_ips", "metadata", "expires_at", "state")) {
            assertThat(described.json().path(same))
                    .as(same)
                    .isEqualTo(made.json().path(same));
        }
        Reply changed = http.patch(
                        path,
                        "{'scopes': ['b', 'c'], 'allowed_ips': [], 'metadata': {'a': 'ä'}, 'expires_at': null,"
                                + " 'description': null}")
                .expect(200);
        assertThat(changed.json().path("scopes").toString()).isEqualTo("[\"b\",\"c\"]");
        assertThat(changed.json().path("allowed_ips").toString()).isEqualTo("[]");
        assertThat(changed.json().path("metadata").toString()).isEqualTo("{\"a\":\"ä\"}");
        assertThat(changed.json().path("expires_at").isNull()).isTrue();
        assertThat(changed.json().path("description").isNull()).isTrue();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(system.topics().ofKey(made.text("id")))
                        .last()
                        .satisfies(told -> {
                            assertThat(told.getScopesList()).containsExactly("b", "c");
                            assertThat(told.getAllowedIpsList()).isEmpty();
                            assertThat(told.getExpiresAtMs()).isZero();
                        }));
    }

    @Test
    void shouldSayWhatIsWrong() {
        String path = "/api/v1/keys/" + http.key(http.account("free")).text("id");

        http.patch(path, "{'description': ''}").expectInvalid("description");
        http.patch(path, "{'description': '" + "x".repeat(1001) + "'}").expectInvalid("description");
        http.patch(path, "{'metadata': []}").expectInvalid("metadata");
        http.patch(path, "{'metadata': {'a b': 'c'}}").expectInvalid("metadata");
        http.patch(path, "{'metadata': {'a': 1}}").expectInvalid("metadata");
        http.patch(path, "{'metadata': {'a': '\\u0000'}}").expectInvalid("metadata");
        http.patch(path, "{'metadata': {'a': '" + "x".repeat(501) + "'}}").expectInvalid("metadata");
        http.patch(path, "{'scopes': ['a b']}").expectInvalid("scopes");
        http.patch(path, "{'allowed_ips': ['example.com']}").expectInvalid("allowed_ips");
        http.patch(path, "{'expires_at': '2001-01-01T00:00:00Z'}").expectInvalid("expires_at");
        http.patch(path, "{'lineage': 'x'}").expectInvalid("lineage");
    }

    @Test
    void shouldReviveAnExpiredKeyIfThereIsRoom() {
        String account = http.account("free");
        String soon = Instant.now().plusMillis(400).toString();
        String path = "/api/v1/keys/"
                + http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'x', 'expires_at': '" + soon + "'}")
                        .expect(201)
                        .text("id");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get(path).text("state").equals("expired"));
        String other = http.key(account).text("id");
        http.key(account);
        http.key(account);

        http.patch(path, "{'expires_at': null}").expectProblem(409);
        http.revoke(other);
        assertThat(http.patch(path, "{'expires_at': null}").expect(200).text("state"))
                .isEqualTo("active");
    }

    @Test
    void shouldRefuseAChangeByOneWhoDoesNotKnowTheKeyAsItIs() {
        String path = "/api/v1/keys/" + http.key(http.account("free")).text("id");
        String known = http.get(path).header("ETag");
        assertThat(http.get(path).header("ETag")).isEqualTo(known);
        String next = http.matching(known, "PATCH", path, "{'name': 'One'}")
                .expect(200)
                .header("ETag");
        assertThat(next).isNotEqualTo(known);

        http.matching(known, "PATCH", path, "{'name': 'Two'}").expectProblem(412);
        http.matching(known, "DELETE", path, null).expectProblem(412);
        http.matching(known, "POST", path + "/rotate", "{'grace_seconds': 0}").expectProblem(412);
        http.matching("W/" + next, "PATCH", path, "{'name': 'Two'}").expectProblem(412);
        http.matching("none", "PATCH", path, "{'name': 'Two'}").expectProblem(400);
        assertThat(http.get(path).text("name")).isEqualTo("One");

        http.matching(known + ", " + next, "PATCH", path, "{'name': 'Three'}").expect(200);
        http.matching("*", "PATCH", path, "{'name': 'Four'}").expect(200);
        http.matching(http.get(path).header("ETag"), "DELETE", path, null).expect(204);
    }

    @Test
    void shouldKeepTheTagOfAKeyThatAChangeDidNotChange() {
        String path = "/api/v1/keys/" + http.key(http.account("free")).text("id");
        String known = http.get(path).header("ETag");

        assertThat(http.patch(path, "{'name': 'Server'}").expect(200).header("ETag"))
                .isEqualTo(known);
    }

    @Test
    void shouldRevokeAKeyThatIsTheOneThatIsMeant() {
        String key = http.key(http.account("free")).text("id");
        String path = "/api/v1/keys/" + key;
        String known = http.get(path).header("ETag");
        http.patch(path, "{'name': 'Other'}").expect(200);

        http.matching(known, "POST", path + "/revoke", null).expectProblem(412);
        Reply revoked = http.revoke(key);

        assertThat(revoked.text("state")).isEqualTo("revoked");
        assertThat(http.revoke(key).header("ETag")).isEqualTo(revoked.header("ETag"));
        assertThat(http.get(path).text("state")).isEqualTo("revoked");
        http.post("/api/v1/keys/key_00000000000000000000000000/revoke", null).expectProblem(404);
    }

    @Test
    void shouldForgetADeletedKeyButNotItsPast() {
        String account = http.account("free");
        String keys = "/api/v1/accounts/" + account + "/keys";
        String key = http.key(account).text("id");
        http.key(account);
        http.key(account);
        String path = "/api/v1/keys/" + key;

        assertThat(http.delete(path).expect(204).body()).isEmpty();

        http.get(path).expectProblem(404);
        http.patch(path, "{'name': 'Back'}").expectProblem(404);
        http.delete(path).expectProblem(404);
        http.post(path + "/revoke", null).expectProblem(404);
        http.post(path + "/rotate", "{'grace_seconds': 0}").expectProblem(404);
        http.post("/api/v1/keys/revoke", "{'ids': ['" + key + "']}").expectProblem(404);
        assertThat(http.get(keys).expect(200).body()).doesNotContain(key);
        http.get(path + "/usage").expect(200);
        http.key(account);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(system.topics().ofKey(key))
                        .last()
                        .extracting(ApiKey::getState)
                        .isEqualTo(KeyState.KEY_IS_REVOKED));
        assertThat(system.sql()
                        .sql("SELECT action FROM audit_log WHERE object_id = ? ORDER BY id")
                        .param(key)
                        .query(String.class)
                        .list())
                .containsExactly("key.created", "key.deleted");
    }

    @Test
    void shouldFindKeys() {
        String account = http.account("enterprise");
        String keys = "/api/v1/accounts/" + account + "/keys";
        String shop = http.post(keys, "{'name': 'Shop 100%', 'description': 'Warehouse_7'}")
                .expect(201)
                .text("id");
        String soon = Instant.now().plusMillis(400).toString();
        String expired = http.post(keys, "{'name': 'Old', 'expires_at': '" + soon + "'}")
                .expect(201)
                .text("id");
        String disabled = http.post(keys, "{'name': 'Spare'}").expect(201).text("id");
        http.patch("/api/v1/keys/" + disabled, "{'state': 'disabled'}").expect(200);
        String revoked = http.post(keys, "{'name': 'Lost'}").expect(201).text("id");
        http.revoke(revoked);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get("/api/v1/keys/" + expired).text("state").equals("expired"));

        assertThat(ids(keys + "?state=active")).containsExactly(shop);
        assertThat(ids(keys + "?state=disabled")).containsExactly(disabled);
        assertThat(ids(keys + "?state=expired")).containsExactly(expired);
        assertThat(ids(keys + "?state=revoked")).containsExactly(revoked);
        assertThat(ids(keys + "?search=warehouse_7")).containsExactly(shop);
        assertThat(ids(keys + "?search=100%25")).containsExactly(shop);
        assertThat(ids(keys + "?search=%25")).containsExactly(shop);
        assertThat(ids(keys + "?search=" + revoked)).containsExactly(revoked);
        assertThat(ids(keys + "?search=" + http.get("/api/v1/keys/" + disabled).text("prefix")))
                .containsExactly(disabled);
        assertThat(ids(keys + "?search=lost&state=active")).isEmpty();
        assertThat(ids(keys)).hasSize(4);
        http.get(keys + "?state=gone").expectInvalid("state");
        http.get(keys + "?search=").expectInvalid("search");
        http.get(keys + "?search=%00").expectInvalid("search");
    }

    @Test
    void shouldRevokeManyOrNone() {
        String first = http.key(http.account("free")).text("id");
        String second = http.key(http.account("free")).text("id");

        Reply refused = http.post("/api/v1/keys/revoke", "{'ids': ['" + first + "', 'key_01kb0000000000000000000000']}")
                .expectProblem(404);
        assertThat(refused.text("detail")).contains("key_01kb0000000000000000000000");
        assertThat(http.get("/api/v1/keys/" + first).text("state")).isEqualTo("active");

        http.post("/api/v1/keys/revoke", "{'ids': ['" + second + "', '" + first + "', '" + first + "']}")
                .expect(204);
        assertThat(http.get("/api/v1/keys/" + first).text("state")).isEqualTo("revoked");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(system.topics().ofKey(second))
                        .last()
                        .extracting(ApiKey::getState)
                        .isEqualTo(KeyState.KEY_IS_REVOKED));
        http.post("/api/v1/keys/revoke", "{'ids': []}").expectInvalid("ids");
        http.post("/api/v1/keys/revoke", "{}").expectInvalid("ids");
        http.post("/api/v1/keys/revoke", "{'ids': ['x']}").expectProblem(400);
    }

    private List<String> ids(String path) {
        JsonNode data = http.get(path).expect(200).json().path("data");
        return StreamSupport.stream(data.spliterator(), false)
                .map(key -> key.path("id").asString())
                .toList();
    }
}
