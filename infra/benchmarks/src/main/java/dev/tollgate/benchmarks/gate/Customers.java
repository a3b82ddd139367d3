package dev.tollgate.benchmarks.gate;

import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Keys of as many accounts, on one plan whose quota no run uses up. As key-admin would, it puts them into their topics. */
final class Customers {
    private static final String PLAN = "bench";
    private static final long LIMIT = 2_000_000_000;

    private final List<String> keys = new ArrayList<>();

    Customers(int count) {
        KeyFormat format = new KeyFormat(KeyFormat.DEFAULT_PREFIX, new SecureRandom());
        for (int i = 0; i < count; i++) {
            keys.add(format.generate());
        }
    }

    private static String account(int number) {
        return String.format("acc_%016d", number);
    }

    /** Fills the topics. */
    void publish(int brokerPort) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", "127.0.0.1:" + brokerPort, "linger.ms", 5);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            Plan plan = Plan.newBuilder()
                    .setPlanId(PLAN)
                    .setName(PLAN)
                    .setDailyLimit(LIMIT)
                    .setVersion(1)
                    .build();
            put(producer, Topic.PLANS, PLAN.getBytes(StandardCharsets.UTF_8), plan.toByteArray());
            for (int i = 0; i < keys.size(); i++) {
                put(
                        producer,
                        Topic.API_KEYS,
                        KeyHash.of(keys.get(i)).toBytes(),
                        record(i).toByteArray());
            }
            producer.flush();
        }
    }

    private static void put(Producer<byte[], byte[]> producer, Topic topic, byte[] key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    private ApiKey record(int number) {
        String key = keys.get(number);
        return ApiKey.newBuilder()
                .setKeyId(String.format("key_%016d", number))
                .setAccountId(account(number))
                .setAccountName("Account " + number)
                .setLineage(String.format("key_%016d", number))
                .setName("Key " + number)
                .setPrefix(key.substring(0, 8))
                .setLastFour(key.substring(key.length() - 4))
                .setEnvironment(KeyEnvironment.LIVE)
                .setState(KeyState.KEY_ACTIVE)
                .setAccountState(AccountState.ACCOUNT_ACTIVE)
                .setPlanId(PLAN)
                .setPlanAssignment(1)
                .setCreatedAtMs(1_700_000_000_000L)
                .setVersion(1)
                .build();
    }

    /** Writes lines of a key and its account, as HAProxy's maps are and the peers read them. */
    Path write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            lines.add(keys.get(i) + " " + account(i));
        }
        return Files.write(file, lines);
    }

    /** What a gateway asks for {@code count} of them, spread over all. */
    List<byte[]> requests(int count) {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = keys.get((int) ((long) i * keys.size() / count));
            requests.add(("GET /auth HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key
                            + "\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /v1/things/" + i
                            + "?full=true\r\nX-Forwarded-For: 203.0.113." + i % 250
                            + "\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        return requests;
    }
}
