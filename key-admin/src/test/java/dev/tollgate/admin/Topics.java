package dev.tollgate.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.DeadLetter;
import dev.tollgate.contracts.v1.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is in the topics, from their beginning to their present end. */
final class Topics {
    private final String kafka;

    Topics(String kafka) {
        this.kafka = kafka;
    }

    /** Turns a record's value into what it says. */
    private interface Parser<T> {
        T parse(byte[] value) throws InvalidProtocolBufferException;
    }

    /** What was said of a key, in the order in which it was said. */
    List<ApiKey> ofKey(String id) {
        return parsed(Topic.API_KEYS, ApiKey::parseFrom).stream()
                .filter(key -> key.getKeyId().equals(id))
                .toList();
    }

    /** What was said of an account's keys. */
    List<ApiKey> ofAccount(String id) {
        return parsed(Topic.API_KEYS, ApiKey::parseFrom).stream()
                .filter(key -> key.getAccountId().equals(id))
                .toList();
    }

    /** What was said of a plan, in the order in which it was said. */
    List<Plan> ofPlan(String id) {
        return parsed(Topic.PLANS, Plan::parseFrom).stream()
                .filter(plan -> plan.getPlanId().equals(id))
                .toList();
    }

    List<DeadLetter> deadLetters() {
        return parsed(Topic.DEAD_LETTERS, DeadLetter::parseFrom);
    }

    private <T> List<T> parsed(Topic topic, Parser<T> parser) {
        List<T> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            try {
                values.add(parser.parse(record.value()));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("The topic " + topic.topicName() + " holds something else.", e);
            }
        }
        return values;
    }

    /** All records; those of one partition are in order. */
    List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed", "fetch.max.wait.ms", 50),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
