package dev.tollgate.auth.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.auth.usage.KeyUsage;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.testing.BackingServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The views on a real broker. Others write into the same topics: each test looks at ids of its own. */
class FollowersIT {
    private static final int TODAY = 20_780;

    private final String bootstrapServers = BackingServices.shared().kafkaBootstrapServers();
    private final String id = UUID.randomUUID().toString();
    private final KeyHash hash = KeyHash.of(id);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final DeadLetters deadLetters = new DeadLetters(KafkaConnection.of(bootstrapServers), registry);
    private final Followers followers =
            new Followers(KafkaConnection.of(bootstrapServers), deadLetters, registry, Clock.systemUTC());
    private final KeyDirectory keys = new KeyDirectory();
    private final PlanDirectory plans = new PlanDirectory();
    private final UsageView usage = new UsageView();
    private final List<QuotaState> states = new CopyOnWriteArrayList<>();
    private final List<TopicFollower> all = List.of(
            followers.apiKeys(keys),
            followers.plans(plans),
            followers.usageDaily(usage),
            followers.quotaState(states::add));
    private TestTopics topics;

    @BeforeEach
    void connect() throws Exception {
        topics = new TestTopics(bootstrapServers);
    }

    @AfterEach
    void close() {
        all.forEach(TopicFollower::close);
        deadLetters.close();
        topics.close();
    }

    @Test
    void shouldHoldAllThatWasThereWhenCaughtUp() throws Exception {
        // Given
        topics.put(
                hash,
                TestTopics.apiKey(id).addScopes("a").addAllowedIps("10.0.0.0/8").build());
        topics.put(plan(1).setDailyLimit(100).build());
        topics.put(Topic.USAGE_DAILY, TestTopics.dayKey(TODAY, id), used(7, 5).toByteArray())
                .get();
        topics.put(Topic.QUOTA_STATE, TestTopics.dayKey(TODAY, id), state(1).toByteArray())
                .get();

        // When
        all.forEach(TopicFollower::start);

        // Then
        await().until(() -> all.stream().allMatch(TopicFollower::isCaughtUp));
        ApiKey key = keys.find(hash);
        assertThat(key).isNotNull();
        assertThat(key.id()).isEqualTo(id);
        assertThat(key.scopes()).containsExactly("a");
        assertThat(key.allowedIps().isEmpty()).isFalse();
        assertThat(plans.find(id)).extracting(Plan::dailyLimit).isEqualTo(100L);
        assertThat(usage.find(id)).isEqualTo(new KeyUsage(TODAY, 7, 5, 1_000));
        assertThat(states).filteredOn(state -> state.getSubject().equals(id)).hasSize(1);
        await().untilAsserted(() -> assertThat(all).allSatisfy(follower -> {
            assertThat(follower.lag().records()).isZero();
            assertThat(follower.lag().millis()).isBetween(0L, 5_000L);
        }));
        assertThat(usage.asOfMs()).isPositive();
    }

    @Test
    void shouldHearOfChanges() throws Exception {
        all.forEach(TopicFollower::start);
        await().until(() -> all.stream().allMatch(TopicFollower::isCaughtUp));

        topics.put(hash, TestTopics.apiKey(id).build());
        await().until(() -> keys.find(hash) != null);

        topics.put(
                hash,
                TestTopics.apiKey(id)
                        .setState(KeyState.KEY_IS_REVOKED)
                        .setVersion(2)
                        .build());
        await().untilAsserted(() ->
                assertThat(keys.find(hash)).extracting(ApiKey::state).isEqualTo(KeyState.KEY_IS_REVOKED));
    }

    @Test
    void shouldForgetWhatHasATombstone() throws Exception {
        // Given
        all.forEach(TopicFollower::start);
        topics.put(hash, TestTopics.apiKey(id).build());
        topics.put(plan(1).build());
        topics.put(Topic.USAGE_DAILY, TestTopics.dayKey(TODAY, id), used(7, 5).toByteArray())
                .get();
        await().until(() -> keys.find(hash) != null && plans.find(id) != null && usage.find(id) != null);

        // When
        topics.put(Topic.API_KEYS, hash.toBytes(), null).get();
        topics.put(Topic.PLANS, id.getBytes(StandardCharsets.UTF_8), null).get();
        topics.put(Topic.USAGE_DAILY, TestTopics.dayKey(TODAY, id), null).get();
        topics.put(Topic.QUOTA_STATE, TestTopics.dayKey(TODAY, id), null).get();

        // Then
        await().until(() -> keys.find(hash) == null && plans.find(id) == null);
        assertThat(usage.find(id)).extracting(KeyUsage::lastUsedAtMs).isEqualTo(1_000L);
        assertThat(states).noneMatch(state -> state.getSubject().equals(id));
    }

    @ParameterizedTest
    @EnumSource(
            value = Topic.class,
            names = {"API_KEYS", "PLANS", "USAGE_DAILY", "QUOTA_STATE"})
    void shouldPutRandomBytesAsideAndGoOn(Topic topic) throws Exception {
        // Given
        byte[] key = new byte[32];
        byte[] value = new byte[100];
        Random random = new Random();
        random.nextBytes(key);
        random.nextBytes(value);
        value[0] = (byte) 0xff;
        all.forEach(TopicFollower::start);

        // When
        RecordMetadata poison = topics.put(topic, key, value).get();
        topics.put(hash, TestTopics.apiKey(id).build());
        topics.put(plan(1).build());
        topics.put(
                        Topic.USAGE_DAILY,
                        poison(topic, Topic.USAGE_DAILY, poison),
                        TestTopics.dayKey(TODAY, id),
                        used(7, 5).toByteArray())
                .get();
        topics.put(
                        Topic.QUOTA_STATE,
                        poison(topic, Topic.QUOTA_STATE, poison),
                        TestTopics.dayKey(TODAY, id),
                        state(1).toByteArray())
                .get();

        // Then
        await().until(() -> keys.find(hash) != null && plans.find(id) != null && usage.find(id) != null);
        await().until(() -> states.stream().anyMatch(state -> state.getSubject().equals(id)));
        await().untilAsserted(() -> assertThat(topics.deadLetters()).anySatisfy(letter -> {
            assertThat(letter.getTopic()).isEqualTo(topic.topicName());
            assertThat(letter.getPartition()).isEqualTo(poison.partition());
            assertThat(letter.getOffset()).isEqualTo(poison.offset());
            assertThat(letter.getApplication()).isEqualTo("auth-api");
            assertThat(letter.getReason()).isNotBlank();
            assertThat(letter.getKey()).isEqualTo(ByteString.copyFrom(key));
            assertThat(letter.getValue()).isEqualTo(ByteString.copyFrom(value));
        }));
        assertThat(registry.get("tollgate.dead.letters")
                        .tag("topic", topic.topicName())
                        .counter()
                        .count())
                .isPositive();
    }

    /** The partition of the poison where it is in that topic, so that what follows must come by it. */
    private static int poison(Topic poisoned, Topic topic, RecordMetadata poison) {
        return poisoned == topic ? poison.partition() : 0;
    }

    private dev.tollgate.contracts.v1.Plan.Builder plan(long version) {
        return dev.tollgate.contracts.v1.Plan.newBuilder()
                .setPlanId(id)
                .setName("Plan")
                .setVersion(version);
    }

    private DailyUsage used(long offset, long admitted) {
        return DailyUsage.newBuilder()
                .setKeyId(id)
                .setDay(TODAY)
                .setPosition(LogPosition.newBuilder().setOffset(offset))
                .setAdmitted(admitted)
                .setLastUsedAtMs(1_000)
                .build();
    }

    private QuotaState state(long offset) {
        return QuotaState.newBuilder()
                .setSubject(id)
                .setDay(TODAY)
                .setPosition(LogPosition.newBuilder().setOffset(offset))
                .build();
    }
}
