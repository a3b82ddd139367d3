package dev.tollgate.chaos.audit;

import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.cluster.JvmServer;
import dev.tollgate.contracts.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Waits until all that was answered has gone all the way. */
final class Settling {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final long ASK_SECONDS_MAX = 10;

    private final Cluster cluster;
    private final LogReader logs;

    Settling(Cluster cluster, LogReader logs) {
        this.cluster = cluster;
        this.logs = logs;
    }

    /**
     * Waits for it, when nobody calls any more.
     *
     * @return where request-events ended when no gateway owed it anything; ticks come behind
     */
    Map<TopicPartition, Long> await() {
        for (JvmServer gateway : cluster.gateways()) {
            Cluster.await(
                    () -> cluster.actuator()
                                    .metric(gateway.address(), "tollgate_journal_depth_bytes")
                                    .orElse(1)
                            == 0,
                    TIMEOUT,
                    () -> gateway.name() + " still has events that Kafka has not taken.");
        }
        Map<TopicPartition, Long> events = logs.ends(Topic.REQUEST_EVENTS);
        awaitRead("metering-streams", events);
        awaitRead("key-admin", behindLastRecords(Topic.USAGE_DAILY));
        return events;
    }

    /** Behind the last record there is the mark of its transaction, which no group commits. */
    private Map<TopicPartition, Long> behindLastRecords(Topic topic) {
        Map<TopicPartition, Long> behind = new HashMap<>();
        logs.read(
                logs.ends(topic),
                last -> behind.put(new TopicPartition(last.topic(), last.partition()), last.offset() + 1));
        return behind;
    }

    private void awaitRead(String group, Map<TopicPartition, Long> ends) {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()))) {
            Cluster.await(() -> hasRead(admin, group, ends), TIMEOUT, () -> group + " has not read all there is.");
        }
    }

    private static boolean hasRead(Admin admin, String group, Map<TopicPartition, Long> ends) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ASK_SECONDS_MAX, TimeUnit.SECONDS);
            return ends.entrySet().stream().allMatch(end -> {
                OffsetAndMetadata read = committed.get(end.getKey());
                return end.getValue() == 0 || (read != null && read.offset() >= end.getValue());
            });
        } catch (ExecutionException | TimeoutException e) {
            return false; // asked again
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
