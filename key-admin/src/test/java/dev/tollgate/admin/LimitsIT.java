package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.v1.ApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Limits of a key's own, and an account's in the place of its plan's. */
class LimitsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String END = "2099-01-31T12:00:00Z";

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();

    @Test
    void shouldGiveAKeyLimitsOfItsOwnAndTakeThemBack() {
        Reply made = http.post(
                        "/api/v1/accounts/" + http.account("free") + "/keys",
                        "{'name': 'Small', 'daily_limit': 0, 'burst_per_second': 5}")
                .expect(201);
        String path = "/api/v1/keys/" + made.text("id");
        assertThat(made.json().path("daily_limit").asLong(-1)).isZero();
        assertThat(made.json().path("daily_limit_acts").asBoolean()).isTrue();
        assertThat(made.json().path("burst_per_second").asLong()).isEqualTo(5);

        Reply above = http.patch(path, "{'daily_limit': 5000}").expect(200);
        assertThat(above.json().path("daily_limit").asLong()).isEqualTo(5_000);
        assertThat(above.json().path("burst_per_second").asLong()).isEqualTo(5);
        assertThat(http.get(path).json()).isEqualTo(above.json());
        Reply cleared = http.patch(path, "{'daily_limit': null, 'burst_per_second': null}")
                .expect(200);
        assertThat(cleared.json().path("daily_limit").isNull()).isTrue();
        assertThat(cleared.json().path("daily_limit_acts").isNull()).isTrue();
        assertThat(cleared.json().path("burst_per_second").isNull()).isTrue();

        List<ApiKey> told = told(made.text("id"), 3);
        assertThat(told).extracting(ApiKey::getOwnLimitsVersion).containsExactly(1L, 2L, 3L);
        assertThat(told).extracting(ApiKey::getOwnDailyLimit).containsExactly(0L, 5_000L, 0L);
        assertThat(told).extracting(ApiKey::hasOwnDailyLimit).containsExactly(true, true, false);
        assertThat(told).extracting(ApiKey::hasOwnBurstPerSecond).containsExactly(true, true, false);
        assertThat(told).extracting(ApiKey::getPlanAssignment).containsOnly(1L);
    }

    @Test
    void shouldChangeTheLimitOfAWholeLineage() {
        String old = http.key(http.account("free")).text("id");
        http.patch("/api/v1/keys/" + old, "{'daily_limit': 40}").expect(200);
        Reply successor = http.post("/api/v1/keys/" + old + "/rotate", "{'grace_seconds': 3600}")
                .expect(201);
        assertThat(successor.json().path("daily_limit").asLong()).isEqualTo(40);
        String known = http.get("/api/v1/keys/" + old).header("ETag");

        http.patch("/api/v1/keys/" + successor.text("id"), "{'daily_limit': 30}")
                .expect(200);

        Reply other = http.get("/api/v1/keys/" + old).expect(200);
        assertThat(other.json().path("daily_limit").asLong()).isEqualTo(30);
        assertThat(other.header("ETag")).isNotEqualTo(known);
        assertThat(told(old, 4)).last().satisfies(key -> {
            assertThat(key.getOwnDailyLimit()).isEqualTo(30);
            assertThat(key.getOwnLimitsVersion()).isEqualTo(2);
        });
        assertThat(told(successor.text("id"), 2)).last().satisfies(key -> {
            assertThat(key.getOwnDailyLimit()).isEqualTo(30);
            assertThat(key.getOwnLimitsVersion()).isEqualTo(2);
        });
        assertThat(actionsOf(old)).containsExactly("key.created", "key.changed", "key.rotated", "key.changed");
    }

    @Test
    void shouldRefuseAKeysOwnDailyLimitWhereThePlanCountsByAccount() {
        String shared = "plan_" + UUID.randomUUID().toString().replace('-', '_');
        http.post("/api/v1/plans", "{'id': '" + shared + "', 'name': 'x', 'daily_limit': 5, 'quota_scope': 'account'}")
                .expect(201);
        String account = http.account("free");
        String keys = "/api/v1/accounts/" + account + "/keys";
        String limited = http.post(keys, "{'name': 'Before', 'daily_limit': 9}")
                .expect(201)
                .text("id");
        http.patch("/api/v1/accounts/" + account, "{'plan': '" + shared + "'}").expect(200);

        assertThat(http.post(keys, "{'name': 'After', 'daily_limit': 9}")
                        .expectProblem(409)
                        .text("detail"))
                .contains(shared, "counts by account");
        http.patch("/api/v1/keys/" + limited, "{'daily_limit': 8}").expectProblem(409);
        Reply kept = http.patch("/api/v1/keys/" + limited, "{'name': 'Kept', 'burst_per_second': 3}")
                .expect(200);
        assertThat(kept.json().path("daily_limit").asLong()).isEqualTo(9);
        assertThat(kept.json().path("daily_limit_acts").asBoolean(true)).isFalse();
        http.post(keys, "{'name': 'After', 'burst_per_second': 9}").expect(201);
        http.patch("/api/v1/keys/" + limited, "{'daily_limit': null}").expect(200);
    }

    @Test
    void shouldPutAnotherLimitInThePlaceOfThePlansForAWhile() {
        String account = http.account("free");
        String path = "/api/v1/accounts/" + account;
        String key = http.key(account).text("id");

        Reply more = http.patch(path, "{'daily_limit_override': {'daily_limit': 500, 'expires_at': '" + END + "'}}")
                .expect(200);
        assertThat(more.json().at("/daily_limit_override/daily_limit").asLong()).isEqualTo(500);
        assertThat(more.json().at("/daily_limit_override/expires_at").asString())
                .isEqualTo(END);
        assertThat(http.get(path).json()).isEqualTo(more.json());
        http.patch(path, "{'daily_limit_override': {'daily_limit': 500, 'expires_at': '" + END + "'}}")
                .expect(200);
        http.patch(path, "{'name': 'Other'}").expect(200);
        http.patch(path, "{'daily_limit_override': {'daily_limit': null, 'expires_at': '" + END + "'}}")
                .expect(200);
        http.patch(path, "{'daily_limit_override': null}").expect(200);

        List<ApiKey> told = told(key, 5);
        assertThat(told).extracting(ApiKey::getPlanAssignment).containsExactly(1L, 2L, 2L, 3L, 4L);
        assertThat(told).extracting(ApiKey::hasOverrideDailyLimit).containsExactly(false, true, true, false, false);
        long end = Instant.parse(END).toEpochMilli();
        assertThat(told).extracting(ApiKey::getOverrideExpiresAtMs).containsExactly(0L, end, end, end, 0L);
        assertThat(told.get(1).getOverrideDailyLimit()).isEqualTo(500);
        assertThat(actionsOf(account))
                .containsExactly(
                        "account.created", "account.changed", "account.changed", "account.changed", "account.changed");
        assertThat(system.sql()
                        .sql("SELECT after ->> 'daily_limit_override' FROM audit_log WHERE object_id = ? ORDER BY id")
                        .param(account)
                        .query(String.class)
                        .list())
                .containsExactly(null, "500 until " + END, "500 until " + END, "unlimited until " + END, null);
    }

    @Test
    void shouldKeepAnOverrideThatIsOverForTheOrderOfWhatWasTold() {
        String account = http.account("free");
        String path = "/api/v1/accounts/" + account;
        String key = http.key(account).text("id");
        Instant end = Instant.now().plusMillis(500);
        http.patch(path, "{'daily_limit_override': {'daily_limit': 500, 'expires_at': '" + end + "'}}")
                .expect(200);
        await().atMost(SOON).until(() -> Instant.now().isAfter(end));

        http.patch(path, "{'name': 'Later'}").expect(200);

        assertThat(told(key, 3)).last().satisfies(told -> {
            assertThat(told.getOverrideExpiresAtMs()).isEqualTo(end.toEpochMilli());
            assertThat(told.getPlanAssignment()).isEqualTo(2);
        });
    }

    @Test
    void shouldTellTheGatesOfShadowMode() {
        Reply made = http.post("/api/v1/accounts", "{'name': 'Careful', 'plan': 'free', 'shadow': true}")
                .expect(201);
        assertThat(made.json().path("shadow").asBoolean()).isTrue();
        String key = http.key(made.text("id")).text("id");

        Reply off = http.patch("/api/v1/accounts/" + made.text("id"), "{'shadow': false}")
                .expect(200);

        assertThat(off.json().path("shadow").asBoolean(true)).isFalse();
        assertThat(told(key, 2)).extracting(ApiKey::getShadow).containsExactly(true, false);
        assertThat(told(key, 2)).extracting(ApiKey::getPlanAssignment).containsOnly(1L);
        assertThat(system.sql()
                        .sql("SELECT after ->> 'shadow' FROM audit_log WHERE object_id = ? ORDER BY id")
                        .param(made.text("id"))
                        .query(String.class)
                        .list())
                .containsExactly("true", "false");
    }

    private List<ApiKey> told(String key, int times) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(system.topics().ofKey(key)).hasSizeGreaterThanOrEqualTo(times));
        return system.topics().ofKey(key);
    }

    private List<String> actionsOf(String id) {
        return system.sql()
                .sql("SELECT action FROM audit_log WHERE object_id = ? ORDER BY id")
                .param(id)
                .query(String.class)
                .list();
    }
}
