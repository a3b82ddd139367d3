package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.Enforcement;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Plan;
import dev.tollgate.contracts.v1.QuotaScope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What the gates are told. */
class OutboxIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final Topics topics = system.topics();

    @Test
    void shouldTellTheGatesOfANewKeyByItsHash() {
        String account = http.account("solopreneur");
        Reply made = http.post(
                        "/api/v1/accounts/" + account + "/keys",
                        "{'name': 'CI', 'scopes': ['a', 'b'], 'allowed_ips': ['10.0.0.0/8'],"
                                + " 'expires_at': '2099-01-31T12:00:00Z', 'environment': 'test'}")
                .expect(201);

        List<ApiKey> told = eventually(() -> topics.ofKey(made.text("id")), 1);

        ApiKey key = told.get(0);
        assertThat(key)
                .isEqualTo(ApiKey.newBuilder()
                        .setKeyId(made.text("id"))
                        .setAccountId(account)
                        .setAccountName("Example Ltd")
                        .setLineage(made.text("id"))
                        .setName("CI")
                        .setPrefix(made.text("prefix"))
                        .setLastFour(made.text("last_four"))
                        .setEnvironment(KeyEnvironment.TEST)
                        .setState(KeyState.KEY_ACTIVE)
                        .setAccountState(AccountState.ACCOUNT_ACTIVE)
                        .setPlanId("solopreneur")
                        .setPlanFromDay(UtcDay.of(System.currentTimeMillis()))
                        .setPlanAssignment(1)
                        .addAllScopes(List.of("a", "b"))
                        .addAllowedIps("10.0.0.0/8")
                        .setCreatedAtMs(Instant.parse(made.text("created_at")).toEpochMilli())
                        .setExpiresAtMs(Instant.parse("2099-01-31T12:00:00Z").toEpochMilli())
                        .setVersion(key.getVersion())
                        .build());
        byte[] hash = KeyHash.of(made.text("key")).toBytes();
        assertThat(topics.records(Topic.API_KEYS))
                .anySatisfy(record -> assertThat(record.key()).isEqualTo(hash));
    }

    @Test
    void shouldTellOfEachChangeInOrder() {
        String account = http.account("free");
        String key = http.key(account).text("id");
        http.patch("/api/v1/keys/" + key, "{'state': 'disabled'}").expect(200);
        http.patch("/api/v1/keys/" + key, "{'state': 'disabled'}").expect(200);
        http.patch("/api/v1/accounts/" + account, "{'plan': 'enterprise'}").expect(200);
        http.patch("/api/v1/accounts/" + account, "{'plan': 'enterprise'}").expect(200);
        http.patch("/api/v1/accounts/" + account, "{'state': 'suspended', 'name': 'New'}")
                .expect(200);
        http.patch("/api/v1/accounts/" + account, "{'plan': 'free'}").expect(200);
        http.revoke(key);
        http.revoke(key);
        http.delete("/api/v1/accounts/" + account).expect(204);

        List<ApiKey> told = eventually(() -> topics.ofKey(key), 7);

        assertThat(told).extracting(ApiKey::getVersion).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .extracting(ApiKey::getState)
                .containsExactly(
                        KeyState.KEY_ACTIVE,
                        KeyState.KEY_IS_DISABLED,
                        KeyState.KEY_IS_DISABLED,
                        KeyState.KEY_IS_DISABLED,
                        KeyState.KEY_IS_DISABLED,
                        KeyState.KEY_IS_REVOKED,
                        KeyState.KEY_IS_REVOKED);
        assertThat(told).extracting(ApiKey::getPlanAssignment).containsExactly(1L, 1L, 2L, 2L, 3L, 3L, 3L);
        assertThat(told)
                .extracting(ApiKey::getPlanId)
                .containsExactly("free", "free", "enterprise", "enterprise", "free", "free", "free");
        assertThat(told)
                .extracting(ApiKey::getAccountState)
                .containsExactly(
                        AccountState.ACCOUNT_ACTIVE,
                        AccountState.ACCOUNT_ACTIVE,
                        AccountState.ACCOUNT_ACTIVE,
                        AccountState.ACCOUNT_IS_SUSPENDED,
                        AccountState.ACCOUNT_IS_SUSPENDED,
                        AccountState.ACCOUNT_IS_SUSPENDED,
                        AccountState.ACCOUNT_IS_DELETED);
        assertThat(told.get(6).getAccountName()).isEqualTo("New");
    }

    @Test
    void shouldTellOfPlansAndTheirChanges() {
        String id = "plan_" + UUID.randomUUID().toString().replace('-', '_');
        http.post(
                        "/api/v1/plans",
                        "{'id': '" + id + "', 'name': 'Own', 'daily_limit': 5, 'quota_scope': 'key',"
                                + " 'enforcement': 'strict', 'burst_per_second': 9, 'max_keys': 2, 'hold': true}")
                .expect(201);
        http.patch("/api/v1/plans/" + id, "{'quota_scope': 'account', 'daily_limit': null}")
                .expect(200);
        http.patch("/api/v1/plans/" + id, "{'quota_scope': 'key', 'burst_per_second': null, 'max_keys': null}")
                .expect(200);

        List<Plan> told = eventually(() -> topics.ofPlan(id), 3);

        int tomorrow = UtcDay.of(System.currentTimeMillis()) + 1;
        Plan.Builder expected = Plan.newBuilder()
                .setPlanId(id)
                .setVersion(1)
                .setName("Own")
                .setDailyLimit(5)
                .setQuotaScope(QuotaScope.PER_KEY)
                .setQuotaScopeBefore(QuotaScope.PER_KEY)
                .setEnforcement(Enforcement.STRICT)
                .setBurstPerSecond(9)
                .setMaxKeys(2)
                .setHold(true);
        assertThat(told.get(0)).isEqualTo(expected.build());
        assertThat(told.get(1))
                .isEqualTo(expected.setVersion(2)
                        .clearDailyLimit()
                        .setQuotaScope(QuotaScope.PER_ACCOUNT)
                        .setQuotaScopeFromDay(tomorrow)
                        .build());
        // Today it has been counted by key, and until midnight it stays so.
        assertThat(told.get(2))
                .isEqualTo(expected.setVersion(3)
                        .clearBurstPerSecond()
                        .clearMaxKeys()
                        .setQuotaScope(QuotaScope.PER_KEY)
                        .build());
        assertThat(topics.records(Topic.PLANS))
                .anySatisfy(record -> assertThat(new String(record.key(), StandardCharsets.UTF_8))
                        .isEqualTo(id));
    }

    @Test
    void shouldTellOfTheSeededPlans() {
        assertThat(eventually(() -> topics.ofPlan("free"), 1).get(0).getDailyLimit())
                .isEqualTo(100);
        assertThat(eventually(() -> topics.ofPlan("solopreneur"), 1).get(0).getMaxKeys())
                .isEqualTo(10);
        assertThat(eventually(() -> topics.ofPlan("small_business"), 1).get(0).getDailyLimit())
                .isEqualTo(10_000);
        Plan enterprise = eventually(() -> topics.ofPlan("enterprise"), 1).get(0);
        assertThat(enterprise.hasDailyLimit()).isFalse();
        assertThat(enterprise.hasMaxKeys()).isFalse();
    }

    @Test
    void shouldPublishEverythingAgain() {
        String account = http.account("enterprise");
        String first = http.key(account).text("id");
        // More than are read, or sent, at once.
        system.sql()
                .sql("INSERT INTO api_keys (id, account_id, lineage, name, prefix, last_four, hash, state, scopes,"
                        + " allowed_ips, created_at) SELECT 'key_many_' || n, ?, 'key_many_' || n, 'Many', 'tg', 'last',"
                        + " sha256((? || n)::bytea), 'active', '{}', '{}', now() FROM generate_series(1, 1200) n")
                .params(account, account)
                .update();
        assertThat(eventually(() -> topics.ofKey(first), 1)).hasSize(1);

        assertThat(http.post("/api/v1/outbox/republish", "{}").expect(202).text("state"))
                .isEqualTo("started");

        List<ApiKey> told = eventually(() -> topics.ofKey(first), 2);
        assertThat(told.get(1).getVersion()).isGreaterThan(told.get(0).getVersion());
        assertThat(told.get(1).toBuilder().setVersion(told.get(0).getVersion()).build())
                .isEqualTo(told.get(0));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> topics.ofAccount(account).stream()
                                .map(ApiKey::getKeyId)
                                .distinct()
                                .count()
                        == 1201);
        eventually(() -> topics.ofPlan("free"), 2);
        await().atMost(SOON).until(() -> depth() == 0);
    }

    @Test
    void shouldPublishEachRowOnceThoughTwoInstancesAreThere() {
        String account = http.account("enterprise");
        try (AdminSystem second = system.another()) {
            List<String> keys = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(i ->
                            (i % 2 == 0 ? http : second.http()).key(account).text("id"))
                    .toList();

            await().atMost(SOON).until(() -> depth() == 0);
            assertThat(topics.ofAccount(account))
                    .extracting(ApiKey::getKeyId)
                    .containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    private long depth() {
        return system.sql().sql("SELECT count(*) FROM outbox").query(Long.class).single();
    }

    private static <T> List<T> eventually(Callable<List<T>> records, int atLeast) {
        return await().atMost(SOON).until(records, found -> found.size() >= atLeast);
    }
}
