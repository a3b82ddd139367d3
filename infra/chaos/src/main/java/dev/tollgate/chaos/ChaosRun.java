package dev.tollgate.chaos;

import dev.tollgate.chaos.audit.Audit;
import dev.tollgate.chaos.audit.Report;
import dev.tollgate.chaos.cluster.Actuator;
import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.cluster.JvmServer;
import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.KeyAdmin;
import dev.tollgate.chaos.load.Load;
import dev.tollgate.chaos.trouble.Troublemaker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One run: a cluster, callers, trouble, quiet, the audit. */
final class ChaosRun implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Options options;
    private final Cluster cluster;
    private final Customers customers;

    /**
     * @param home where the project lies, built
     * @param folder an existing one for data and logs
     */
    ChaosRun(Options options, Path home, Path folder) throws IOException {
        this.options = options;
        this.cluster = new Cluster(home, folder, options.gateways());
        this.customers =
                new Customers(new KeyAdmin(cluster.keyAdmin().address(), cluster.adminToken()), options.seed());
    }

    /** Runs it, and tells what it does on the way. */
    Report run() {
        cluster.start();
        customers.make(options.outage() == null ? options.rounds() : 0);
        awaitKnown();
        Load load = new Load(cluster, options.seed());
        try (load) {
            load.setCustomers(customers.permanent());
            load.start();
            if (options.outage() == null) {
                makeTrouble(load);
            } else {
                new Outage(cluster, load, options.seconds()).of(options.outage());
            }
            cluster.heal();
            cluster.awaitReady();
        }
        return new Audit(cluster).check(customers.all(), load);
    }

    private void makeTrouble(Load load) {
        try (Troublemaker troublemaker = new Troublemaker(cluster, options.seed())) {
            for (int round = 0; round < options.rounds(); round++) {
                load.setCustomers(customers.of(round));
                System.out.printf(
                        "round %d of %d: %s%n",
                        round + 1, options.rounds(), String.join(", ", troublemaker.makeTrouble()));
            }
        }
    }

    /** Waits until each gateway knows the key that was made last. It asks for what costs nothing. */
    private void awaitKnown() {
        Customer last = customers.all().get(customers.all().size() - 1);
        String key = last.keys().get(last.keys().size() - 1).secret();
        Actuator actuator = cluster.actuator();
        for (JvmServer gateway : cluster.gateways()) {
            Cluster.await(
                    () -> actuator.isOk(gateway.address().resolve("/api/v1/me/usage"), key),
                    TIMEOUT,
                    () -> gateway.name() + " does not get to know the keys.");
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
