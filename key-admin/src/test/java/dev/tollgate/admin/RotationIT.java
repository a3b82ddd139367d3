package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A key is replaced by another while both work; they are one for the quota and for the plan's number of keys. */
class RotationIT {
    private static final String BODY = "{'name': 'Server', 'description': 'of the shop', 'scopes': ['orders:read'],"
            + " 'allowed_ips': ['10.0.0.0/8'], 'metadata': {'team': 'shop'}, 'expires_at': '2099-01-31T12:00:00Z'}";

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();

    @Test
    void shouldMakeASuccessorThatMayDoTheSame() {
        Reply old = http.post("/api/v1/accounts/" + http.account("free") + "/keys", BODY)
                .expect(201);

        Reply made = rotate(old.text("id"), 3600).expect(201);

        assertThat(KeyFormat.isWellFormed(made.text("key"))).isTrue();
        assertThat(made.text("key")).isNotEqualTo(old.text("key"));
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        for (String same : List.of(
                "account_id", "name", "description", "scopes", "allowed_ips", "metadata", "expires_at", "lineage")) {
            assertThat(made.json().path(same)).as(same).isEqualTo(old.json().path(same));
        }
        Reply replaced = http.get("/api/v1/keys/" + old.text("id")).expect(200);
        assertThat(replaced.text("state")).isEqualTo("active");
        assertThat(replaced.text("replaced_by")).isEqualTo(made.text("id"));
        assertThat(Instant.parse(replaced.text("expires_at")))
                .isBetween(
                        Instant.now().plusSeconds(3500),
                        Instant.now().plusSeconds(3600).plusMillis(1));
        assertThat(replaced.body() + http.get("/api/v1/keys/" + made.text("id")).body())
                .doesNotContain(made.text("key"));
    }

    @Test
    void shouldTellTheGatesOfBothAtOnce() {
        Reply old = http.key(http.account("free"));

        Reply made = rotate(old.text("id"), 60).expect(201);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> system.topics().ofKey(made.text("id")).size() == 1
                        && system.topics().ofKey(old.text("id")).size() == 2);
        ApiKey successor = system.topics().ofKey(made.text("id")).get(0);
        ApiKey replaced = system.topics().ofKey(old.text("id")).get(1);
        assertThat(successor.getLineage()).isEqualTo(old.text("id")).isEqualTo(replaced.getLineage());
        assertThat(successor.getState()).isEqualTo(KeyState.KEY_ACTIVE);
        assertThat(replaced.getState()).isEqualTo(KeyState.KEY_ACTIVE);
        assertThat(replaced.getExpiresAtMs()).isGreaterThan(System.currentTimeMillis());
    }

    @Test
    void shouldEndTheOldKeyAtOnceWithoutGrace() {
        Reply old = http.key(http.account("free"));

        rotate(old.text("id"), 0).expect(201);

        assertThat(http.get("/api/v1/keys/" + old.text("id")).text("state")).isEqualTo("revoked");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(system.topics().ofKey(old.text("id")))
                        .last()
                        .extracting(ApiKey::getState)
                        .isEqualTo(KeyState.KEY_IS_REVOKED));
    }

    @Test
    void shouldNotLengthenTheLifeOfTheOldKey() {
        String soon = Instant.now().plusSeconds(30).toString();
        Reply old = http.post(
                        "/api/v1/accounts/" + http.account("free") + "/keys",
                        "{'name': 'x', 'expires_at': '" + soon + "'}")
                .expect(201);

        rotate(old.text("id"), 3600).expect(201);

        assertThat(http.get("/api/v1/keys/" + old.text("id")).text("expires_at"))
                .isEqualTo(old.text("expires_at"));
    }

    @Test
    void shouldRotateWhereThePlanAllowsNoFurtherKey() {
        String account = http.account("free");
        String first = http.key(account).text("id");
        http.key(account);
        http.key(account);

        String successor = rotate(first, 3600).expect(201).text("id");
        rotate(successor, 3600).expect(201);

        http.post("/api/v1/accounts/" + account + "/keys", "{'name': 'Fourth'}").expectProblem(409);
    }

    @Test
    void shouldRotateOnlyTheNewestThatWorks() {
        String account = http.account("enterprise");
        String old = http.key(account).text("id");
        String successor = rotate(old, 60).expect(201).text("id");
        String disabled = http.key(account).text("id");
        http.patch("/api/v1/keys/" + disabled, "{'state': 'disabled'}").expect(200);
        String revoked = http.key(account).text("id");
        http.revoke(revoked);

        assertThat(rotate(old, 60).expectProblem(409).text("detail")).contains(successor);
        assertThat(rotate(disabled, 60).expectProblem(409).text("detail")).contains("disabled");
        assertThat(rotate(revoked, 60).expectProblem(409).text("detail")).contains("revoked");
        rotate("key_01kb0000000000000000000000", 60).expectProblem(404);
    }

    @Test
    void shouldSayWhatIsWrongWithTheGrace() {
        String path = "/api/v1/keys/" + http.key(http.account("free")).text("id") + "/rotate";

        http.post(path, "{}").expectInvalid("grace_seconds");
        http.post(path, "{'grace_seconds': null}").expectInvalid("grace_seconds");
        http.post(path, "{'grace_seconds': -1}").expectInvalid("grace_seconds");
        http.post(path, "{'grace_seconds': 2592001}").expectInvalid("grace_seconds");
        http.post(path, "{'grace_seconds': 60, 'grace': 1}").expectInvalid("grace");
    }

    @Test
    void shouldMakeOneSuccessorWhenManyRotateAtOnce() throws Exception {
        String old = http.key(http.account("enterprise")).text("id");
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(() -> rotate(old, 60));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Reply> reply : callers.invokeAll(calls)) {
                statuses.add(reply.get().status());
            }

            assertThat(statuses).containsOnly(201, 409);
            assertThat(statuses).containsOnlyOnce(201);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void shouldLeaveALineOfEach() {
        String old = http.key(http.account("free")).text("id");
        String made = rotate(old, 60).expect(201).text("id");

        assertThat(actions(old)).containsExactly("key.created", "key.rotated");
        assertThat(actions(made)).containsExactly("key.created");
    }

    private List<String> actions(String id) {
        return system.sql()
                .sql("SELECT action FROM audit_log WHERE object_id = ? ORDER BY id")
                .param(id)
                .query(String.class)
                .list();
    }

    private Reply rotate(String id, long graceSeconds) {
        return http.post("/api/v1/keys/" + id + "/rotate", "{'grace_seconds': " + graceSeconds + "}");
    }
}
