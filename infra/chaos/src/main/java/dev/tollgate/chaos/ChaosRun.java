package dev.tollgate.chaos;

import dev.tollgate.chaos.audit.Audit;
import dev.tollgate.chaos.audit.Report;
import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.customer.Customer;
import dev.tollgate.chaos.customer.KeyAdmin;
import dev.tollgate.chaos.load.Load;
import dev.tollgate.chaos.trouble.Troublemaker;
import java.io.IOException;
import java.nio.file.Path;

/** One run: a cluster, callers, trouble, quiet, the audit. */
final class ChaosRun implements AutoCloseable {
    private final Options options;
    private final Cluster cluster;
    private final KeyAdmin admin;
    private final Customers customers;

    /**
     * @param home where the project lies, built
     * @param folder an existing one for data and logs
     */
    ChaosRun(Options options, Path home, Path folder) throws IOException {
        this.options = options;
        this.cluster = new Cluster(home, folder, options.gateways());
        this.admin = new KeyAdmin(cluster.keyAdmin().address(), cluster.adminToken());
        this.customers = new Customers(admin, options.seed());
    }

    /**
     * Starts it, has it called and hurt, lets it heal, and tells what is done on the way.
     *
     * @return what the callers were answered
     */
    Load run() {
        cluster.start();
        customers.make(options.hasRounds() ? options.rounds() : 0);
        if (options.changes() > 0) {
            customers.makeForChanges(Changes.keysFor(options.changes()));
        }
        // When the last key is known, so are all.
        Customer last = customers.all().get(customers.all().size() - 1);
        cluster.awaitKnown(last.keys().get(last.keys().size() - 1).secret());
        Load load = new Load(cluster, options.seed());
        try (load) {
            load.setCustomers(customers.permanent());
            load.start();
            if (options.outage() != null) {
                new Outage(cluster, load, options.seconds()).of(options.outage());
            } else if (options.changes() > 0) {
                new Changes(cluster, load, admin).of(last, options.changes());
            } else {
                makeTrouble(load);
            }
            cluster.heal();
            cluster.awaitReady();
        }
        return load;
    }

    /** Compares the books when all is quiet. */
    Report audit(Load load) {
        return new Audit(cluster, admin).check(customers.all(), load);
    }

    Cluster cluster() {
        return cluster;
    }

    Customers customers() {
        return customers;
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

    @Override
    public void close() {
        cluster.close();
    }
}
