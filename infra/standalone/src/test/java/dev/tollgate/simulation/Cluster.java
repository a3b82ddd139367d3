package dev.tollgate.simulation;

import dev.tollgate.contracts.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All that there is in one schedule: a log with its ledgers, gateways, customers, and the books of what truly happened. */
final class Cluster {
    private static final boolean TRACE = Boolean.getBoolean("simulation.trace");

    final EventLoop loop;
    final Settings settings;
    final Tally tally = new Tally();
    final Books books = new Books(this);
    final List<SimulatedPartition> partitions = new ArrayList<>();
    final List<SimulatedGateway> gateways = new ArrayList<>();
    final List<Customer> customers = new ArrayList<>();
    private @Nullable Violation violation;
    private boolean quiet;

    Cluster(EventLoop loop, Settings settings) {
        this.loop = loop;
        this.settings = settings;
        for (int partition = 0; partition < Topic.REQUEST_EVENTS.partitions(); partition++) {
            partitions.add(new SimulatedPartition(this, partition));
        }
    }

    /** How long a message takes: mostly a millisecond or two, sometimes many; below the second that a lease leaves. */
    long latencyMicros() {
        double x = loop.random.nextDouble();
        return (quiet ? 1 : settings.latencyScale()) * (long) (x < 0.9 ? 200 + x * 2_000 : x * 8_000);
    }

    /** From now on nothing goes wrong any more. What is down starts; what is about to stop does so, and starts then. */
    void calmDown() {
        quiet = true;
        gateways.forEach(SimulatedGateway::heal);
        gateways.forEach(SimulatedGateway::start);
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Whether something of that probability goes wrong now. */
    boolean goesWrong(double probability) {
        return !quiet && loop.chance(probability);
    }

    /** The partitions that anybody's account is in. */
    List<SimulatedPartition> partitionsInUse() {
        return customers.stream()
                .map(customer -> customer.partition)
                .distinct()
                .map(partitions::get)
                .toList();
    }

    /** Says what happens, when somebody wants to read along ({@code -Dsimulation.trace=true}). */
    void note(Object... what) {
        if (TRACE) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%12.6f ", loop.nowMicros() / 1e6));
            for (Object part : what) {
                line.append(part);
            }
            System.out.println(line);
        }
    }

    /** Ends the schedule: this must never be. */
    void fail(Violation given) {
        if (violation == null) {
            violation = given;
        }
        loop.stop();
    }

    void fail(Violation.Rule rule, String what) {
        fail(new Violation(rule, what + " [" + settings + "]"));
    }

    /** @throws Violation if anything happened that must not */
    void runUntil(long micros) {
        loop.runUntil(micros);
        check();
    }

    /** @throws Violation if there was one */
    void check() {
        if (violation != null) {
            throw violation;
        }
    }
}
