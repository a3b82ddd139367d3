package dev.tollgate.contracts;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;

/**
 * The topics, each with its partitions and how long it keeps what.
 *
 * <p>Partition counts are part of the contract. An account's events, quota and usage stay in one partition for good, so
 * a count never changes: {@link TopicSetup} refuses to start on a topic that has another.
 */
public enum Topic {
    /** {@code RequestBatch}es by gateway id, in the partition of their account. Stamped by the broker's clock. */
    REQUEST_EVENTS(
            "request-events",
            Partitions.BY_ACCOUNT,
            Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    days(7),
                    // The ledger forgets old days by the log's own time: a gateway's wrong clock must not decide that.
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime")),

    /** {@code QuotaState} by {@link DayKey} of the subject, in the partition of its account. */
    QUOTA_STATE("quota-state", Partitions.BY_ACCOUNT, compactedAndDeletedAfter(3)),

    /** {@code DailyUsage} by {@link DayKey} of the key, in the partition of its account. To be read committed. */
    USAGE_DAILY("usage-daily", Partitions.BY_ACCOUNT, compactedAndDeletedAfter(40)),

    /** {@code ApiKey} by the 32 bytes of the key's {@link KeyHash}. */
    API_KEYS("api-keys", 6, compacted()),

    /** {@code KeyMigration} by the 32 bytes of the key's {@link KeyHash}. */
    KEY_MIGRATIONS("key-migrations", 1, deletedAfter(7)),

    /** {@code Plan} by the plan's id. */
    PLANS("plans", 1, compacted()),

    /** {@code GatewayStatus} by the gateway's id. Stamped by the broker's clock. */
    GATEWAY_STATUS(
            "gateway-status",
            1,
            Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    days(1),
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime")),

    /** {@code DeadLetter} by the name of the topic it comes from. */
    DEAD_LETTERS("dead-letters", 1, deletedAfter(28)),

    /**
     * CloudEvents in JSON by the account's id, in its partition, for others to read. To be read committed. Only there where somebody
     * wants it.
     */
    USAGE_EVENTS("usage-events", Partitions.BY_ACCOUNT, deletedAfter(7));

    /** Constants that the enum's own constructors need. */
    private static final class Partitions {
        static final int BY_ACCOUNT = 12;
    }

    private static final short BROKER_DEFAULT_REPLICATION = -1;

    private final String topicName;
    private final int partitions;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of and Map.copyOf only
    private final Map<String, String> config;

    Topic(String topicName, int partitions, Map<String, String> config) {
        this.topicName = topicName;
        this.partitions = partitions;
        this.config = config;
    }

    /** Its name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** How many partitions it has, for good. */
    public int partitions() {
        return partitions;
    }

    /** The partition of request-events, quota-state and usage-daily that holds all of an account. */
    public static int partitionOf(String accountId) {
        byte[] bytes = accountId.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(bytes)) % Partitions.BY_ACCOUNT;
    }

    /** Whether all works without it. */
    public boolean isOptional() {
        return this == USAGE_EVENTS;
    }

    NewTopic toNewTopic() {
        return new NewTopic(topicName, partitions, BROKER_DEFAULT_REPLICATION).configs(config);
    }

    private static String days(int days) {
        return Long.toString(Duration.ofDays(days).toMillis());
    }

    private static Map<String, String> deletedAfter(int days) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                days(days));
    }

    private static Map<String, String> compacted() {
        return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private static Map<String, String> compactedAndDeletedAfter(int days) {
        Map<String, String> config = new HashMap<>(compacted());
        config.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE);
        config.put(TopicConfig.RETENTION_MS_CONFIG, days(days));
        return Map.copyOf(config);
    }
}
