package dev.tollgate.auth.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.LimitOverride;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.Enforcement;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.PlanEdition;
import dev.tollgate.contracts.v1.QuotaScope;
import dev.tollgate.contracts.v1.QuotaState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken from a record, and which records are none. */
class RecordsTest {
    private static final KeyHash HASH = KeyHash.of("some key");
    private static final int DAY = 20_780;

    private final KeyDirectory keys = new KeyDirectory();
    private final PlanDirectory plans = new PlanDirectory();
    private final List<QuotaState> states = new ArrayList<>();
    private final KeyRecords keyRecords = new KeyRecords(keys);
    private final PlanRecords planRecords = new PlanRecords(plans);
    private final UsageRecords usageRecords = new UsageRecords(new UsageView());
    private final QuotaStateRecords quotaStateRecords = new QuotaStateRecords(states::add);

    @Test
    void shouldTakeAllOfAKey() throws Exception {
        keyRecords.handle(record(
                HASH.toBytes(),
                TestTopics.apiKey("key_1")
                        .setLineage("lin_1")
                        .addScopes("a")
                        .addScopes("b")
                        .addAllowedIps("10.0.0.0/8")
                        .setAccountState(AccountState.ACCOUNT_IS_SUSPENDED)
                        .setPlanAssignment(3)
                        .setExpiresAtMs(9)
                        .setEnvironment(KeyEnvironment.TEST)
                        .setOwnDailyLimit(40)
                        .setOwnLimitsVersion(2)
                        .setOverrideExpiresAtMs(77)
                        .setShadow(true)
                        .setVersion(5)
                        .build()
                        .toByteArray()));

        ApiKey key = keys.find(HASH);
        assertThat(key).isNotNull();
        assertThat(key)
                .extracting(
                        ApiKey::id,
                        ApiKey::accountId,
                        ApiKey::accountName,
                        ApiKey::lineage,
                        ApiKey::name,
                        ApiKey::prefix)
                .containsExactly("key_1", "acc_of_key_1", "Account of key_1", "lin_1", "Integration", "tgAbCd");
        assertThat(key)
                .extracting(
                        ApiKey::lastFour,
                        ApiKey::state,
                        ApiKey::accountState,
                        ApiKey::planId,
                        ApiKey::planAssignment,
                        ApiKey::createdAtMs,
                        ApiKey::expiresAtMs,
                        ApiKey::version)
                .containsExactly(
                        "wxyz",
                        KeyState.KEY_ACTIVE,
                        AccountState.ACCOUNT_IS_SUSPENDED,
                        "plan_of_key_1",
                        3L,
                        1_700_000_000_000L,
                        9L,
                        5L);
        assertThat(key.ownLimits()).isEqualTo(new OwnLimits(40, Plan.UNLIMITED, 2));
        assertThat(key.override()).isEqualTo(new LimitOverride(Plan.UNLIMITED, 77));
        assertThat(key.shadow()).isTrue();
        assertThat(key.environment()).isEqualTo(KeyEnvironment.TEST);
        assertThat(key.scopes()).containsExactlyInAnyOrder("a", "b");
        assertThat(key.allowedIps().isEmpty()).isFalse();
    }

    @Test
    void shouldKeepTheNewerOfTwoVersions() throws Exception {
        keyRecords.handle(record(
                HASH.toBytes(),
                TestTopics.apiKey("key_1")
                        .setVersion(2)
                        .setState(KeyState.KEY_IS_REVOKED)
                        .build()
                        .toByteArray()));
        keyRecords.handle(record(
                HASH.toBytes(), TestTopics.apiKey("key_1").setVersion(1).build().toByteArray()));

        assertThat(keys.find(HASH)).extracting(ApiKey::state).isEqualTo(KeyState.KEY_IS_REVOKED);
    }

    @Test
    void shouldShareWhatKeysHaveInCommon() throws Exception {
        for (String name : List.of("one", "two")) {
            keyRecords.handle(record(
                    KeyHash.of(name).toBytes(),
                    TestTopics.apiKey(name)
                            .setPlanId("free")
                            .addScopes("s")
                            .addAllowedIps("::1")
                            .build()
                            .toByteArray()));
        }

        ApiKey one = keys.find(KeyHash.of("one"));
        ApiKey two = keys.find(KeyHash.of("two"));
        assertThat(one).isNotNull();
        assertThat(two).isNotNull();
        assertThat(one.planId()).isSameAs(two.planId());
        assertThat(one.scopes()).isSameAs(two.scopes());
        assertThat(one.allowedIps()).isSameAs(two.allowedIps());
        assertThat(one.lineage()).isSameAs(one.id());
    }

    static List<Consumer<dev.tollgate.contracts.v1.ApiKey.Builder>> halfKeys() {
        return List.of(
                key -> key.setKeyId(""),
                key -> key.setAccountId(""),
                key -> key.setLineage(""),
                key -> key.setPlanId(""),
                key -> key.setEnvironmentValue(7),
                key -> key.setOwnDailyLimit(-1).setOwnLimitsVersion(1),
                key -> key.setOwnDailyLimit(5),
                key -> key.setOwnBurstPerSecond(0).setOwnLimitsVersion(1),
                key -> key.setOwnLimitsVersion(-1),
                key -> key.setOverrideDailyLimit(5),
                key -> key.setOverrideDailyLimit(-5).setOverrideExpiresAtMs(1),
                key -> key.setOverrideExpiresAtMs(-1),
                key -> key.setStateValue(0),
                key -> key.setStateValue(99),
                key -> key.setAccountStateValue(0),
                key -> key.setAccountStateValue(99),
                key -> key.addAllowedIps("not an address"),
                key -> key.setCreatedAtMs(-1),
                key -> key.setExpiresAtMs(-1));
    }

    @ParameterizedTest
    @MethodSource("halfKeys")
    void shouldLetNobodyInByAKeyThatIsHalfUnderstood(Consumer<dev.tollgate.contracts.v1.ApiKey.Builder> half) {
        var key = TestTopics.apiKey("key_1");
        half.accept(key);

        assertMalformed(keyRecords, HASH.toBytes(), key.build().toByteArray());
        assertThat(keys.size()).isZero();
    }

    @Test
    void shouldTakeLimitsScopeAndEnforcementOfAPlan() throws Exception {
        planRecords.handle(record(bytes("free"), plan("free").build().toByteArray()));
        planRecords.handle(record(
                bytes("team"),
                plan("team")
                        .setDailyLimit(0)
                        .setBurstPerSecond(10)
                        .setQuotaScope(QuotaScope.PER_ACCOUNT)
                        .setQuotaScopeFromDay(DAY)
                        .setEnforcement(Enforcement.STRICT)
                        .setHold(true)
                        .build()
                        .toByteArray()));

        assertThat(plans.find("free"))
                .isEqualTo(new Plan(
                        "free",
                        1,
                        "Plan",
                        Plan.UNLIMITED,
                        QuotaScope.PER_KEY,
                        QuotaScope.PER_KEY,
                        0,
                        false,
                        Plan.UNLIMITED,
                        false,
                        List.of()));
        assertThat(plans.find("team"))
                .isEqualTo(new Plan(
                        "team",
                        1,
                        "Plan",
                        0,
                        QuotaScope.PER_ACCOUNT,
                        QuotaScope.PER_KEY,
                        DAY,
                        true,
                        10,
                        true,
                        List.of()));
    }

    @Test
    void shouldTakeTheEditionsOfAPlan() throws Exception {
        planRecords.handle(record(
                bytes("free"),
                plan("free")
                        .setDailyLimit(100)
                        .addEditions(PlanEdition.newBuilder()
                                .setVersion(4)
                                .setFromDay(DAY)
                                .setDailyLimit(50))
                        .addEditions(PlanEdition.newBuilder()
                                .setVersion(5)
                                .setFromDay(DAY + 5)
                                .setForExisting(true)
                                .setBurstPerSecond(3))
                        .build()
                        .toByteArray()));

        Plan free = Objects.requireNonNull(plans.find("free"));
        assertThat(free.on(DAY - 1, DAY - 1).dailyLimit()).isEqualTo(100);
        assertThat(free.on(DAY, 0).dailyLimit()).isEqualTo(100);
        assertThat(free.on(DAY, DAY - 1).dailyLimit()).isEqualTo(100);
        assertThat(free.on(DAY, DAY).dailyLimit()).isEqualTo(50);
        assertThat(free.on(DAY, DAY).version()).isEqualTo(4);
        assertThat(free.on(DAY + 5, 0).dailyLimit()).isEqualTo(Plan.UNLIMITED);
        assertThat(free.on(DAY + 5, DAY + 5).burstPerSecond()).isEqualTo(3);
    }

    static List<Consumer<dev.tollgate.contracts.v1.Plan.Builder>> halfPlans() {
        return List.of(
                plan -> plan.addEditions(PlanEdition.newBuilder().setDailyLimit(-1)),
                plan -> plan.addEditions(PlanEdition.newBuilder().setBurstPerSecond(0)),
                plan -> plan.setPlanId("other"),
                plan -> plan.setDailyLimit(-1),
                plan -> plan.setBurstPerSecond(0),
                plan -> plan.setQuotaScopeValue(9),
                plan -> plan.setQuotaScopeBeforeValue(9),
                plan -> plan.setEnforcementValue(9));
    }

    @ParameterizedTest
    @MethodSource("halfPlans")
    void shouldTakeNoPlanThatIsHalfUnderstood(Consumer<dev.tollgate.contracts.v1.Plan.Builder> half) {
        var plan = plan("free");
        half.accept(plan);

        assertMalformed(planRecords, bytes("free"), plan.build().toByteArray());
        assertThat(plans.find("free")).isNull();
    }

    @Test
    void shouldRefuseRecordsWhoseKeyAndValueDisagree() {
        byte[] usage =
                DailyUsage.newBuilder().setKeyId("key_1").setDay(DAY).build().toByteArray();
        byte[] state =
                QuotaState.newBuilder().setSubject("lin_1").setDay(DAY).build().toByteArray();

        assertMalformed(usageRecords, TestTopics.dayKey(DAY, "key_2"), usage);
        assertMalformed(usageRecords, TestTopics.dayKey(DAY + 1, "key_1"), usage);
        assertMalformed(quotaStateRecords, TestTopics.dayKey(DAY, "lin_2"), state);
        assertMalformed(quotaStateRecords, TestTopics.dayKey(DAY + 1, "lin_1"), state);
    }

    @Test
    void shouldRefuseAnAnswerThatItDoesNotKnow() {
        QuotaState state = QuotaState.newBuilder()
                .setSubject("lin_1")
                .setDay(DAY)
                .addHoldings(Holding.newBuilder().setAnswerValue(9))
                .build();

        assertMalformed(quotaStateRecords, TestTopics.dayKey(DAY, "lin_1"), state.toByteArray());
        assertThat(states).isEmpty();
    }

    @Test
    void shouldCallRandomBytesMalformedAndNothingElse() {
        Random random = new Random(5);
        for (RecordHandler handler : List.of(keyRecords, planRecords, usageRecords, quotaStateRecords)) {
            assertMalformed(handler, null, new byte[] {1});
            for (int round = 0; round < 2_000; round++) {
                byte[] value = new byte[1 + random.nextInt(60)];
                random.nextBytes(value);
                byte[] key = round % 2 == 0 ? HASH.toBytes() : TestTopics.dayKey(DAY, "id");
                assertMalformed(handler, key, value);
            }
        }
        assertThat(keys.size()).isZero();
        assertThat(states).isEmpty();
    }

    private static void assertMalformed(RecordHandler handler, byte @Nullable [] key, byte[] value) {
        assertThatThrownBy(() -> handler.handle(record(key, value))).isInstanceOf(MalformedRecordException.class);
    }

    @SuppressWarnings("NullAway") // Kafka's constructor is not annotated; a record may have no key
    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte[] value) {
        return new ConsumerRecord<>("some-topic", 0, 0, key, value);
    }

    private static dev.tollgate.contracts.v1.Plan.Builder plan(String id) {
        return dev.tollgate.contracts.v1.Plan.newBuilder()
                .setPlanId(id)
                .setName("Plan")
                .setVersion(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
