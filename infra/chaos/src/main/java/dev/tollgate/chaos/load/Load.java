package dev.tollgate.chaos.load;

import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.cluster.JvmServer;
import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.Customer.ApiKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Calls at a bounded rate, each by a key of one of the customers that are calling now. */
public final class Load implements AutoCloseable {
    private static final int CALLERS = 6;
    private static final long BATCH_COST = 5;
    private static final int ONE_BATCH_IN = 8;
    /** Together some 300 requests a second. */
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final List<JvmServer> gateways;
    private final Rotation rotation;
    private final Latencies latencies = new Latencies();
    private final Map<String, Answers> answers = new ConcurrentHashMap<>();
    private final List<Thread> callers = new ArrayList<>();
    private volatile List<Customer> customers = List.of();
    private volatile boolean over;

    public Load(Cluster cluster, long seed) {
        gateways = cluster.gateways();
        rotation = new Rotation(gateways, cluster.actuator());
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(seed * CALLERS + i);
            Thread caller = new Thread(() -> call(random), "caller-" + i);
            caller.setDaemon(true);
            callers.add(caller);
        }
    }

    /** Begins. */
    public void start() {
        callers.forEach(Thread::start);
    }

    /** Who calls from now on. */
    public void setCustomers(List<Customer> calling) {
        customers = List.copyOf(calling);
    }

    /** What a key was answered. */
    public Answers answers(ApiKey key) {
        return answers.computeIfAbsent(key.id(), id -> new Answers());
    }

    /** How long answers took since this was last asked. */
    public Latencies latencies() {
        return latencies;
    }

    private void call(Random random) {
        Map<JvmServer, Line> lines = new HashMap<>();
        try {
            while (!over) {
                JvmServer gateway = gateways.get(random.nextInt(gateways.size()));
                Line line = line(gateway, lines);
                List<Customer> calling = customers;
                if (line != null && !calling.isEmpty()) {
                    call(line.connection(), calling.get(random.nextInt(calling.size())), random);
                }
                LockSupport.parkNanos(random.nextLong(2 * PAUSE_NANOS));
            }
        } finally {
            lines.values().forEach(line -> line.connection().close());
        }
    }

    /** A connection to one life of a gateway. */
    private record Line(Connection connection, long life) {}

    /** Null if the gateway is not to be called now. */
    private @Nullable Line line(JvmServer gateway, Map<JvmServer, Line> lines) {
        long life = gateway.starts();
        Line known = lines.get(gateway);
        if (known != null) {
            if (known.connection().isOpen() && known.life() == life && rotation.has(gateway)) {
                return known;
            }
            known.connection().close();
            lines.remove(gateway);
        }
        if (!rotation.has(gateway)) {
            return null;
        }
        try {
            Line made = new Line(new Connection(gateway.address()), life);
            lines.put(gateway, made);
            // Had it been started again meanwhile, this may be its next life, which has not said that it is ready.
            return gateway.starts() == life ? made : null;
        } catch (IOException e) {
            return null; // it is away, and nothing was sent
        }
    }

    private void call(Connection connection, Customer customer, Random random) {
        ApiKey key = customer.keys().get(random.nextInt(customer.keys().size()));
        boolean batch = random.nextInt(ONE_BATCH_IN) == 0;
        long cost = batch ? BATCH_COST : 1;
        long begin = System.nanoTime();
        try {
            int status = connection.ask(batch ? "/v1/batch" : "/v1/one", key.secret());
            latencies.add(System.nanoTime() - begin);
            answers(key).answered(status, cost);
        } catch (IOException e) {
            connection.close();
            answers(key).cut(cost);
        }
    }

    /** Ends it, when the last answers have come. */
    @Override
    public void close() {
        over = true;
        try {
            for (Thread caller : callers) {
                caller.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rotation.close();
    }
}
