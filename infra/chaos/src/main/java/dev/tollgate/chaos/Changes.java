package dev.tollgate.chaos;

import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.cluster.ClusterException;
import dev.tollgate.chaos.cluster.JvmServer;
import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.Customer.ApiKey;
import dev.tollgate.chaos.customer.KeyAdmin;
import dev.tollgate.chaos.load.Answers;
import dev.tollgate.chaos.load.Connection;
import dev.tollgate.chaos.load.Latencies;
import dev.tollgate.chaos.load.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keys are changed one after another; how long it takes from sending a change until a gateway answers by it. */
final class Changes {
    private static final int OK = 200;
    private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();
    private static final long ACT_NANOS_MAX = Duration.ofSeconds(30).toNanos();

    private final Cluster cluster;
    private final Load load;
    private final KeyAdmin admin;
    private final Latencies latencies = new Latencies();

    Changes(Cluster cluster, Load load, KeyAdmin admin) {
        this.cluster = cluster;
        this.load = load;
        this.admin = admin;
    }

    /** What is done to each key, in this order. */
    private enum Change {
        GRANT("/v1/scoped", 200, "{\"scopes\": [\"things:read\"]}"),
        WITHDRAW("/v1/scoped", 403, "{\"scopes\": []}"),
        DISABLE("/v1/one", 401, "{\"state\": \"disabled\"}"),
        ENABLE("/v1/one", 200, "{\"state\": \"active\"}"),
        REVOKE("/v1/one", 401, null);

        private final String uri;
        private final int status;
        private final @Nullable String fields;

        /** @param fields what of the key is set; null to revoke it */
        Change(String uri, int status, @Nullable String fields) {
            this.uri = uri;
            this.status = status;
            this.fields = fields;
        }

        void make(KeyAdmin admin, ApiKey key) {
            if (fields == null) {
                admin.revoke(key);
            } else {
                admin.change(key, fields);
            }
        }
    }

    /** How many keys {@code changes} changes need. */
    static int keysFor(int changes) {
        return (changes + Change.values().length - 1) / Change.values().length;
    }

    /**
     * Makes {@code count} changes and tells how long they took.
     *
     * @throws ClusterException if one does not act
     */
    void of(Customer customer, int count) {
        List<Connection> connections = new ArrayList<>();
        try {
            for (JvmServer gateway : cluster.gateways()) {
                connections.add(new Connection(gateway.address()));
            }
            for (int i = 0; i < count; i++) {
                ApiKey key = customer.keys().get(i / Change.values().length);
                make(Change.values()[i % Change.values().length], key, connections);
            }
        } catch (IOException e) {
            throw new ClusterException("A gateway cannot be reached: " + e.getMessage(), e);
        } finally {
            connections.forEach(Connection::close);
        }
        Latencies.Summary summary = latencies.takeSummary();
        System.out.printf(
                Locale.ROOT,
                "%,d changes of keys, seen at %d gateways: p50 %.0f ms, p99 %.0f ms, all within %.0f ms%n",
                count,
                connections.size(),
                summary.p50Ms(),
                summary.p99Ms(),
                summary.maxMs());
    }

    private void make(Change change, ApiKey key, List<Connection> connections) {
        long begin = System.nanoTime();
        change.make(admin, key);
        List<CompletableFuture<Void>> seen = connections.stream()
                .map(connection -> CompletableFuture.runAsync(() -> await(change, key, connection, begin)))
                .toList();
        try {
            seen.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof ClusterException cause ? cause : new ClusterException("Not seen.", e);
        }
    }

    private void await(Change change, ApiKey key, Connection connection, long begin) {
        Answers answers = load.answers(key);
        try {
            while (true) {
                int status = connection.ask(change.uri, key.secret());
                if (status == OK) {
                    // A refusal, which the audit takes for a fault of customers that may call, is what was asked for.
                    answers.answered(status, 1);
                }
                long taken = System.nanoTime() - begin;
                if (status == change.status) {
                    latencies.add(taken);
                    return;
                }
                if (taken > ACT_NANOS_MAX) {
                    throw new ClusterException(
                            change + " of " + key + " does not act: a gateway answers " + status + ".");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (IOException e) {
            throw new ClusterException("A gateway did not answer: " + e.getMessage(), e);
        }
    }
}
