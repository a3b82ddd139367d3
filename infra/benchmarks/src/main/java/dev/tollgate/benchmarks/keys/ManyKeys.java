package dev.tollgate.benchmarks.keys;

import dev.tollgate.auth.allowance.Terms;
import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.ApiKey;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.Plan;
import dev.tollgate.contracts.v1.Policy;
import dev.tollgate.contracts.v1.QuotaState;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Keys as key-admin makes them: ids like ULIDs, five of each account, every tenth with scopes. */
final class ManyKeys {
    private static final String PLAN = "solopreneur";
    private static final int KEYS_PER_ACCOUNT = 5;
    private static final int WITH_SCOPES = 10;
    private static final Set<String> SCOPES = Set.of("messages:read", "messages:write");
    private static final long CREATED_AT_MS = 1_700_000_000_000L;

    private ManyKeys() {}

    /** What the secret of a key is, for all that is done with it here. */
    static byte[] secret(int number) {
        return ("the secret of a key, and as long as one: number " + number).getBytes(StandardCharsets.US_ASCII);
    }

    private static String id(String kind, int number) {
        String digits = Integer.toString(100_000_000 + number);
        return kind + "_01HZX3KJ9V8Q2M4N6P" + digits.substring(1);
    }

    private static boolean hasScopes(int number) {
        return number % WITH_SCOPES == 0;
    }

    /** As the gate has it. */
    static dev.tollgate.auth.key.ApiKey key(int number) {
        int account = number / KEYS_PER_ACCOUNT;
        String id = id("key", number);
        return new dev.tollgate.auth.key.ApiKey(
                KeyHash.of(secret(number)),
                id,
                id("acc", account),
                "Account number " + account,
                id,
                "Integration " + number % KEYS_PER_ACCOUNT,
                "tg" + Integer.toString(number & 0xfffff, Character.MAX_RADIX),
                Integer.toString(1_000 + number % 9_000),
                KeyEnvironment.LIVE,
                KeyState.KEY_ACTIVE,
                AccountState.ACCOUNT_ACTIVE,
                PLAN,
                0,
                1,
                OwnLimits.NONE,
                null,
                false,
                hasScopes(number) ? SCOPES : Set.of(),
                AddressRanges.NONE,
                CREATED_AT_MS,
                0,
                1);
    }

    /** What the ledger says of a key's quota when one gateway has asked for some of it. */
    static QuotaState state(int number, int day) {
        return QuotaState.newBuilder()
                .setSubject(id("key", number))
                .setDay(day)
                .setLimit(1_000)
                .setPolicy(Policy.newBuilder().setAssignment(2).setVersion(1))
                .setKnown(40)
                .setFree(880)
                .setLive(2)
                .setPosition(LogPosition.newBuilder().setOffset(number))
                .addHoldings(Holding.newBuilder()
                        .setGateway("another gateway")
                        .setEpoch(3)
                        .setCtl(2)
                        .setGranted(120)
                        .setKnown(40)
                        .setStatus(HoldingStatus.OPEN)
                        .setAnswer(Answer.OK))
                .build();
    }

    /** By which the key's requests are decided. */
    static Terms terms(int number) {
        String account = id("acc", number / KEYS_PER_ACCOUNT);
        return new Terms(id("key", number), Topic.partitionOf(account), 1_000, 2, 1, false, false);
    }

    /** Fills api-keys with keys, and plans with theirs. */
    static void publish(int keys, int brokerPort) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", "127.0.0.1:" + brokerPort, "linger.ms", 20);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            Plan plan = Plan.newBuilder()
                    .setPlanId(PLAN)
                    .setName(PLAN)
                    .setDailyLimit(1_000)
                    .setVersion(1)
                    .build();
            put(producer, Topic.PLANS, PLAN.getBytes(StandardCharsets.UTF_8), plan.toByteArray());
            for (int number = 0; number < keys; number++) {
                put(producer, Topic.API_KEYS, KeyHash.of(secret(number)).toBytes(), record(number));
            }
            producer.flush();
        }
    }

    private static void put(Producer<byte[], byte[]> producer, Topic topic, byte[] key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    private static byte[] record(int number) {
        dev.tollgate.auth.key.ApiKey key = key(number);
        return ApiKey.newBuilder()
                .setKeyId(key.id())
                .setAccountId(key.accountId())
                .setAccountName(key.accountName())
                .setLineage(key.lineage())
                .setName(key.name())
                .setPrefix(key.prefix())
                .setLastFour(key.lastFour())
                .setEnvironment(key.environment())
                .setState(key.state())
                .setAccountState(key.accountState())
                .setPlanId(key.planId())
                .setPlanAssignment(key.planAssignment())
                .addAllScopes(key.scopes())
                .setCreatedAtMs(key.createdAtMs())
                .setVersion(key.version())
                .build()
                .toByteArray();
    }
}
