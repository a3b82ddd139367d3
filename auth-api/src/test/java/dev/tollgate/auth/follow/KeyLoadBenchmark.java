package dev.tollgate.auth.follow;

import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.Topic;
import dev.tollgate.embedded.EmbeddedBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a gateway takes to load its keys, and the heap they need. Not a test: run by hand, twice.
 *
 * <ol>
 *   <li>{@code fill <folder> <port> <keys>} starts a broker, fills api-keys and goes on serving until it is killed;
 *   <li>{@code load <port> <keys>} in another process, under the heap and collector to be measured, loads them.
 * </ol>
 *
 * The README has the commands and what they printed.
 */
public final class KeyLoadBenchmark {
    private static final int KEYS_PER_ACCOUNT = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private KeyLoadBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 4 && args[0].equals("fill")) {
            fill(Files.createDirectories(Path.of(args[1])), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        } else if (args.length == 3 && args[0].equals("load")) {
            load(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        } else {
            System.err.println("Say: fill <folder> <port> <keys>, or: load <port> <keys>");
            System.exit(2);
        }
    }

    private static void fill(Path folder, int port, int keys) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port)) {
            long from = System.nanoTime();
            try (TestTopics topics = new TestTopics(broker.bootstrapServers())) {
                for (int i = 0; i < keys; i++) {
                    var unused = topics.put(Topic.API_KEYS, hash(i).toBytes(), key(i));
                }
                topics.flush();
            }
            System.out.printf("%,d keys written in %,d ms; serving on %d%n", keys, millisSince(from), port);
            Thread.currentThread().join();
        }
    }

    /** As key-admin writes them: ids like ULIDs, an account of five keys, every tenth with scopes. */
    private static byte[] key(int i) {
        int account = i / KEYS_PER_ACCOUNT;
        var key = TestTopics.apiKey(String.format("key_01HZX3KJ9V8Q2M4N6P%08d", i))
                .setAccountId(String.format("acc_01HZX3KJ9V8Q2M4N6P%08d", account))
                .setAccountName("Account number " + account)
                .setName("Integration " + i % KEYS_PER_ACCOUNT)
                .setPrefix("tg" + Integer.toString(i & 0xfffff, 36))
                .setLastFour(Integer.toString(1_000 + i % 9_000))
                .setPlanId("solopreneur");
        if (i % 10 == 0) {
            key.addScopes("messages:read").addScopes("messages:write");
        }
        return key.build().toByteArray();
    }

    private static KeyHash hash(int i) {
        return KeyHash.of("key number " + i);
    }

    private static void load(int port, int expected) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        KeyDirectory keys = new KeyDirectory();
        String bootstrapServers = "127.0.0.1:" + port;
        long from = System.nanoTime();
        try (DeadLetters deadLetters = new DeadLetters(KafkaConnection.of(bootstrapServers), registry);
                TopicFollower follower = new Followers(
                                KafkaConnection.of(bootstrapServers), deadLetters, registry, Clock.systemUTC())
                        .apiKeys(keys)) {
            follower.start();
            while (!follower.isCaughtUp()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            long millis = millisSince(from);
            report(millis, keys.size(), expected);
            if (keys.find(hash(expected - 1)) == null) {
                throw new IllegalStateException("The last key is not there.");
            }
        }
    }

    private static void report(long millis, int loaded, int expected) {
        long collections = 0;
        long collectionMillis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += collector.getCollectionCount();
            collectionMillis += collector.getCollectionTime();
        }
        System.out.printf("%,d of %,d keys in %,d ms%n", loaded, expected, millis);
        System.out.printf("%,d collections, %,d ms in all%n", collections, collectionMillis);
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        System.out.printf("%,d MiB live, %,d bytes a key%n", used >> 20, used / Math.max(1, loaded));
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
