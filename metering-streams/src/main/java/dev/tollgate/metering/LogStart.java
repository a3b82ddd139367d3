package dev.tollgate.metering;

import dev.tollgate.contracts.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where an application that has never run begins: at the log's start, said once and in so many words. From then on its
 * own offsets count, and it stops where they are gone: {@code auto.offset.reset} would skip usage without a word.
 */
final class LogStart {
    private LogStart() {}

    static void ensure(Admin admin, String applicationId) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(applicationId)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> missing = new HashMap<>();
        for (int partition = 0; partition < Topic.REQUEST_EVENTS.partitions(); partition++) {
            TopicPartition topicPartition = new TopicPartition(Topic.REQUEST_EVENTS.topicName(), partition);
            if (committed.get(topicPartition) == null) {
                missing.put(topicPartition, OffsetSpec.earliest());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        admin.listOffsets(missing)
                .all()
                .get()
                .forEach((partition, info) -> starts.put(partition, new OffsetAndMetadata(info.offset())));
        admin.alterConsumerGroupOffsets(applicationId, starts).all().get();
    }
}
