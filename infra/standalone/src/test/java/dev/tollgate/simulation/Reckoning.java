package dev.tollgate.simulation;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.simulation.Books.Account;
import dev.tollgate.simulation.Tally.Happened;
import dev.tollgate.simulation.Violation.Rule;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How every script ends: with quiet, and then all books agree, and exactly the rest is admitted. */
final class Reckoning {
    private static final long SECOND = Settings.SECOND;
    /** Longer than any trouble, and than it takes until a gateway that is gone for good is given up. */
    private static final long QUIET = 75 * SECOND;

    private static final int PROBE_TRIES = 5;

    private final Cluster cluster;
    private final EventLoop loop;
    private int asked;
    private int ended;

    Reckoning(Cluster cluster) {
        this.cluster = cluster;
        this.loop = cluster.loop;
    }

    /** There is one more request; what is returned is to be told when it has ended. */
    Consumer<@Nullable Decision> expect() {
        asked++;
        return decision -> ended++;
    }

    /** @throws Violation if anything is not as it must be */
    void hold() {
        cluster.calmDown();
        cluster.runUntil(loop.nowMicros() + QUIET);
        for (int i = 0; i < 100 && !cluster.partitionsInUse().stream().allMatch(SimulatedPartition::isDone); i++) {
            cluster.runUntil(loop.nowMicros() + SECOND / 100);
        }
        reckon();
        probe();
        end();
    }

    private void reckon() {
        cluster.gateways.stream()
                .flatMap(gateway -> gateway.complaints().stream())
                .findFirst()
                .ifPresent(cluster::fail);
        if (asked != ended) {
            cluster.fail(Rule.STUCK, (asked - ended) + " requests have not ended");
        }
        cluster.books.accounts().forEach(this::reckon);
        long days = cluster.books.accounts().keySet().stream()
                .map(DayKey::day)
                .distinct()
                .count();
        cluster.tally.add(Happened.DAY_CHANGED, days > 1 ? 1 : 0);
        cluster.check();
    }

    private void reckon(DayKey subject, Account account) {
        SimulatedPartition partition = cluster.partitions.get(account.customer.partition);
        long counted = partition.ledger().counted(subject);
        long died = cluster.books.interrupted(account.customer);
        if (partition.hasLentForEver(subject)) {
            cluster.fail(Rule.LENT_FOR_EVER, cluster.books.describe(subject));
        }
        if (!partition.isDone()) {
            cluster.fail(Rule.STUCK, "the ledger of " + subject);
        }
        if (counted < account.admitted - account.lost || counted > account.admitted + died) {
            cluster.fail(
                    Rule.BILLING,
                    subject + " has " + account.admitted + " admitted, " + account.lost + " lost, " + counted
                            + " counted");
        }
    }

    /** Whatever is left is there for whoever asks, and nothing more. */
    private void probe() {
        for (Customer customer : cluster.customers) {
            for (int key = 0; key < Customer.KEYS; key++) {
                probe(customer, key);
            }
        }
    }

    private void probe(Customer customer, int key) {
        DayKey subject = today(customer, key);
        long limit = customer.limit();
        while (true) {
            Account account = cluster.books.accounts().get(subject);
            long admitted = account == null ? 0 : account.admitted;
            long lost = account == null ? 0 : account.lost;
            if (ask(customer, key)) {
                if (admitted >= limit + lost) {
                    cluster.fail(Rule.PROBE, "more than " + limit + ": " + cluster.books.describe(subject));
                }
            } else {
                long held = cluster.partitions.get(customer.partition).heldOf(subject, loop.nowMicros());
                long missing = limit - admitted - held - cluster.books.interrupted(customer);
                if (missing > 0) {
                    cluster.fail(
                            Rule.PROBE,
                            "not " + missing + " more of " + limit + ": " + cluster.books.describe(subject));
                }
                return;
            }
            cluster.check();
        }
    }

    private DayKey today(Customer customer, int key) {
        int day = cluster.gateways.stream()
                .mapToInt(gateway -> UtcDay.of(gateway.clock.millis()))
                .max()
                .orElseThrow();
        return new DayKey(day, customer.subject(customer.key(key, 0), day));
    }

    /** Whether one more request is admitted, by whichever gateway. */
    private boolean ask(Customer customer, int key) {
        cluster.tally.add(Happened.PROBE);
        for (int i = 0; i < PROBE_TRIES; i++) {
            Decision[] answer = new Decision[1];
            loop.oneOf(cluster.gateways).request(customer, key, 1, decision -> answer[0] = decision);
            for (int wait = 0; wait < 200 && answer[0] == null; wait++) {
                cluster.runUntil(loop.nowMicros() + SECOND / 100);
            }
            if (answer[0] instanceof Decision.Admitted) {
                return true;
            }
            if (answer[0] instanceof Decision.Refused refused && refused.reason() == Decision.Reason.QUOTA_EXCEEDED) {
                return false;
            }
        }
        cluster.fail(Rule.PROBE, "no answer to " + customer.id);
        cluster.check();
        return false;
    }

    private void end() {
        cluster.partitionsInUse().forEach(SimulatedPartition::checkAFold);
        cluster.gateways.forEach(SimulatedGateway::kill);
        cluster.check();
    }
}
