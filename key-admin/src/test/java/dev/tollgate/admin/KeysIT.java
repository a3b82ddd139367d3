package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class KeysIT {
    private final AdminClient http = AdminSystem.shared().http();

    @Test
    void shouldShowTheKeyWhenItIsMadeAndNeverAgain() {
        String account = http.account("free");
        Reply made = http.post(
                        "/api/v1/accounts/" + account + "/keys",
                        "{'name': 'CI', 'scopes': ['orders:read', 'orders:read', '*'],"
                                + " 'expires_at': '2099-01-31T12:00:00+02:00',"
                                + " 'allowed_ips': ['192.0.2.7', '10.0.0.0/8', '2001:db8::/32']}")
                .expect(201);

        String key = made.text("key");
        assertThat(KeyFormat.isWellFormed(key)).isTrue();
        assertThat(key).startsWith("tg").startsWith(made.text("prefix")).endsWith(made.text("last_four"));
        assertThat(made.text("prefix")).hasSize(8);
        assertThat(made.text("last_four")).hasSize(4);
        assertThat(made.text("id")).matches("key_[0-9a-z]{26}");
        assertThat(made.text("account_id")).isEqualTo(account);
        assertThat(made.text("expires_at")).isEqualTo("2099-01-31T10:00:00Z");
        assertThat(made.json().path("scopes").toString()).isEqualTo("[\"orders:read\",\"*\"]");
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");

        Reply list = http.get("/api/v1/accounts/" + account + "/keys").expect(200);
        JsonNode listed = list.json().path("data").path(0);
        assertThat(listed.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "account_id",
                        "lineage",
                        "replaced_by",
                        "environment",
                        "name",
                        "description",
                        "metadata",
                        "prefix",
                        "last_four",
                        "state",
                        "scopes",
                        "allowed_ips",
                        "created_at",
                        "daily_limit",
                        "daily_limit_acts",
                        "burst_per_second",
                        "leaked_at",
                        "leaked_url",
                        "expires_at",
                        "last_used_at",
                        "usage_count",
                        "usage_today");
        assertThat(made.json().propertyNames()).containsAll(listed.propertyNames());
        assertThat(made.json().propertyNames()).hasSize(listed.size() + 1).contains("key");
        assertThat(listed.path("last_used_at").isNull()).isTrue();
        assertThat(listed.path("usage_count").asLong()).isZero();
        assertThat(listed.path("usage_today").asLong()).isZero();
        assertThat(listed.path("allowed_ips").toString()).isEqualTo("[\"192.0.2.7\",\"10.0.0.0/8\",\"2001:db8::/32\"]");
        Reply shown = http.get("/api/v1/keys/" + made.text("id")).expect(200);
        assertThat(shown.json()).isEqualTo(listed);
        assertThat(list.body() + shown.body()).doesNotContain(key);
    }

    @Test
    void shouldMakeKeysForTestsThatSayThatTheyAre() {
        String keys = "/api/v1/accounts/" + http.account("free") + "/keys";
        Reply live = http.post(keys, "{'name': 'Live'}").expect(201);
        Reply test = http.post(keys, "{'name': 'Test', 'environment': 'test'}").expect(201);

        assertThat(live.text("environment")).isEqualTo("live");
        assertThat(live.text("key")).hasSize(66);
        assertThat(test.text("environment")).isEqualTo("test");
        assertThat(test.text("key")).startsWith("tgtest").hasSize(70);
        assertThat(test.text("prefix")).startsWith("tgtest");
        assertThat(KeyFormat.isWellFormed(test.text("key"))).isTrue();
        assertThat(idsOf(http.get(keys + "?environment=test"))).containsExactly(test.text("id"));
        assertThat(idsOf(http.get(keys + "?environment=live&state=active"))).containsExactly(live.text("id"));
        http.patch("/api/v1/keys/" + test.text("id"), "{'environment': 'live'}").expectInvalid("environment");

        Reply successor = http.post("/api/v1/keys/" + test.text("id") + "/rotate", "{'grace_seconds': 60}")
                .expect(201);
        assertThat(successor.text("environment")).isEqualTo("test");
        assertThat(successor.text("key")).startsWith("tgtest");
    }

    private static List<String> idsOf(Reply list) {
        List<String> ids = new ArrayList<>();
        list.expect(200)
                .json()
                .path("data")
                .forEach(key -> ids.add(key.path("id").asString()));
        return ids;
    }

    @Test
    void shouldListTheKeysOfAnAccountInParts() {
        String account = http.account("small_business");
        String first = http.key(account).text("id");
        String second = http.key(account).text("id");
        http.key(http.account("free"));

        Reply page = http.get("/api/v1/accounts/" + account + "/keys?limit=1").expect(200);
        assertThat(page.json().at("/data/0/id").asString()).isEqualTo(min(first, second));
        Reply last = http.get("/api/v1/accounts/" + account + "/keys?cursor=" + page.text("next_cursor"))
                .expect(200);

        assertThat(last.json().path("data").size()).isEqualTo(1);
        assertThat(last.json().at("/data/0/id").asString()).isEqualTo(max(first, second));
        assertThat(last.json().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void shouldRefuseMoreLiveKeysThanThePlanAllows() {
        String account = http.account("free");
        String first = http.key(account).text("id");
        String second = http.key(account).text("id");
        http.key(account);

        Reply refused = http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Fourth'}")
                .expectProblem(409);
        assertThat(refused.text("detail")).contains("free", "3 keys");
        http.patch("/api/v1/keys/" + second, "{'state': 'disabled'}").expect(200);
        http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Disabled ones count'}")
                .expectProblem(409);

        http.revoke(first);
        http.key(account);
        http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Full again'}")
                .expectProblem(409);
        http.patch("/api/v1/accounts/" + account, "{'plan': 'enterprise'}").expect(200);
        http.key(account);
    }

    @Test
    void shouldShowAnExpiredKeyAsSuchAndNotCountIt() {
        String account = http.account("free");
        http.key(account);
        http.key(account);
        String soon = Instant.now().plusMillis(400).toString();
        String key = http.post(
                        "/api/v1/accounts/" + account + "/keys", "{'name': 'Short', 'expires_at': '" + soon + "'}")
                .expect(201)
                .text("id");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get("/api/v1/keys/" + key).text("state").equals("expired"));

        http.key(account);
        http.revoke(key);
        assertThat(http.get("/api/v1/keys/" + key).text("state")).isEqualTo("revoked");
    }

    @Test
    void shouldDisableAndEnableAndRename() {
        String path = "/api/v1/keys/" + http.key(http.account("free")).text("id");

        assertThat(http.patch(path, "{'state': 'disabled'}").expect(200).text("state"))
                .isEqualTo("disabled");
        Reply named = http.patch(path, "{'name': 'Renamed'}").expect(200);
        assertThat(named.text("name")).isEqualTo("Renamed");
        assertThat(named.text("state")).isEqualTo("disabled");
        assertThat(http.patch(path, "{'state': 'active'}").expect(200).text("state"))
                .isEqualTo("active");
        assertThat(http.get(path).text("state")).isEqualTo("active");
    }

    @Test
    void shouldRevokeForGood() {
        String id = http.key(http.account("free")).text("id");
        String path = "/api/v1/keys/" + id;

        assertThat(http.revoke(id).text("state")).isEqualTo("revoked");
        assertThat(http.revoke(id).text("state")).isEqualTo("revoked");

        http.patch(path, "{'state': 'active'}").expectProblem(409);
        http.patch(path, "{'state': 'disabled'}").expectProblem(409);
        assertThat(http.patch(path, "{'name': 'Old'}").expect(200).text("state"))
                .isEqualTo("revoked");
    }

    private static String min(String a, String b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static String max(String a, String b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
