package dev.tollgate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.Customer.ApiKey;
import dev.tollgate.chaos.customer.Customer.Terms;
import dev.tollgate.chaos.customer.KeyAdmin;
import dev.tollgate.chaos.load.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three instances of auth-api behind round robin, asked for more than a quota as fast as they go. */
class ThreeGatewaysIT {
    private static final long LIMIT = 100;
    private static final int REQUESTS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long RETRY_NANOS = Duration.ofMillis(50).toNanos();

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static KeyAdmin admin;

    @BeforeAll
    static void start() throws IOException {
        cluster = new Cluster(Project.HOME, folder, 3);
        cluster.start();
        admin = new KeyAdmin(cluster.keyAdmin().address(), cluster.adminToken());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void shouldAdmitExactlyTheQuotaOfAKey() throws Exception {
        Customer customer = known(new Terms(LIMIT, false, true, false), 1);

        assertThat(ask(customer.keys(), REQUESTS, 8)).isEqualTo(Map.of(200, 100L, 429, 200L));
    }

    @Test
    void shouldAdmitExactlyTheQuotaThatTwoKeysShare() throws Exception {
        Customer customer = known(new Terms(LIMIT, true, true, false), 2);

        assertThat(ask(customer.keys(), REQUESTS / 2, 8)).isEqualTo(Map.of(200, 100L, 429, 200L));
    }

    @Test
    void shouldAdmitExactlyTheQuotasOfFiveKeysFromManyConnections() throws Exception {
        Customer customer = known(new Terms(LIMIT, false, true, false), 5);

        assertThat(ask(customer.keys(), REQUESTS, 32)).isEqualTo(Map.of(200, 500L, 429, 1_000L));
    }

    @Test
    void shouldAdmitExactlyTheQuotaAndWhatTheLedgerWasTooSlowFor() throws Exception {
        Customer customer = known(new Terms(LIMIT, false, false, false), 1);
        long before = unleased();

        Map<Integer, Long> answers = ask(customer.keys(), REQUESTS, 8);

        long excess = unleased() - before;
        assertThat(answers.getOrDefault(200, 0L)).isBetween(LIMIT, LIMIT + excess);
        assertThat(answers).containsOnlyKeys(200, 429);
    }

    private static long unleased() {
        return cluster.gateways().stream()
                .mapToLong(gateway -> (long) cluster.actuator()
                        .metric(gateway.address(), "tollgate_allowance_unleased_total")
                        .orElseThrow())
                .sum();
    }

    /** A customer whose keys all gateways know. */
    private static Customer known(Terms terms, int keys) {
        Customer customer = admin.customer(terms, keys);
        customer.keys().forEach(key -> cluster.awaitKnown(key.secret()));
        return customer;
    }

    /** Each key as often as said, from so many connections; how many were answered how. */
    private static Map<Integer, Long> ask(List<ApiKey> keys, int times, int connections) throws Exception {
        List<List<ApiKey>> shares = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            shares.add(new ArrayList<>());
        }
        for (int i = 0; i < times * keys.size(); i++) {
            shares.get(i % connections).add(keys.get(i / connections % keys.size()));
        }
        ExecutorService callers = Executors.newFixedThreadPool(connections);
        try {
            List<Callable<List<Integer>>> calls = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int number = i;
                calls.add(() -> call(shares.get(number), number));
            }
            Map<Integer, Long> answers = new TreeMap<>();
            for (Future<List<Integer>> statuses : callers.invokeAll(calls)) {
                statuses.get().forEach(status -> answers.merge(status, 1L, Long::sum));
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    private static List<Integer> call(List<ApiKey> keys, int first) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            statuses.add(ask(keys.get(i), (first + i) % cluster.gateways().size()));
        }
        return statuses;
    }

    /** Asks again where no allowance came in time, as the answer says. */
    private static int ask(ApiKey key, int gateway) throws IOException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection connection =
                    new Connection(cluster.gateways().get(gateway).address())) {
                int status = connection.ask("/v1/one", key.secret());
                if (status != 503 || System.nanoTime() > giveUp) {
                    return status;
                }
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }
}
