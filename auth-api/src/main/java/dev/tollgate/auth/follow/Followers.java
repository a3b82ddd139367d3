package dev.tollgate.auth.follow;

import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.QuotaState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.Consumer;

/** Makes the follower of each topic that the gate has a view of. */
public final class Followers {
    private final KafkaConnection kafka;
    private final DeadLetters deadLetters;
    private final MeterRegistry registry;
    private final Clock clock;

    public Followers(KafkaConnection kafka, DeadLetters deadLetters, MeterRegistry registry, Clock clock) {
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.registry = registry;
        this.clock = clock;
    }

    /** api-keys into the directory of keys. */
    public TopicFollower apiKeys(KeyDirectory keys) {
        return follower(Topic.API_KEYS, true, new KeyRecords(keys));
    }

    /** plans into the directory of plans. */
    public TopicFollower plans(PlanDirectory plans) {
        return follower(Topic.PLANS, true, new PlanRecords(plans));
    }

    /** usage-daily into its view, which from then on says how fresh it is. */
    public TopicFollower usageDaily(UsageView usage) {
        TopicFollower follower = follower(Topic.USAGE_DAILY, true, new UsageRecords(usage));
        usage.followedBy(follower::levelAtMs);
        return follower;
    }

    /**
     * quota-state, uncommitted and so at the log's own pace: it is a pure function of the log, and comes out the same
     * when a transaction that was given up is done again.
     */
    public TopicFollower quotaState(Consumer<QuotaState> states) {
        return follower(Topic.QUOTA_STATE, false, new QuotaStateRecords(states));
    }

    private TopicFollower follower(Topic topic, boolean committedOnly, RecordHandler handler) {
        FollowerSettings settings = new FollowerSettings(kafka, topic, committedOnly, null);
        deadLetters.watch(topic);
        TopicFollower follower = new TopicFollower(settings, handler, deadLetters, clock);
        Gauge.builder("tollgate.view.lag.records", follower, f -> f.lag().records())
                .description("Records that a view has yet to read; -1 before the broker's first answer")
                .tag("topic", topic.topicName())
                .register(registry);
        Gauge.builder("tollgate.view.age", follower, f -> f.lag().millis() / 1000.0)
                .description("How long ago a view last held all of its topic; negative if it never did")
                .baseUnit("seconds")
                .tag("topic", topic.topicName())
                .register(registry);
        return follower;
    }
}
