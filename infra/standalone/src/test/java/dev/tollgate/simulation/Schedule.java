package dev.tollgate.simulation;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.v1.QuotaScope;
import dev.tollgate.simulation.Books.Account;
import dev.tollgate.simulation.Customer.Scopes;
import dev.tollgate.simulation.Tally.Happened;
import dev.tollgate.simulation.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The script of one seed: requests and trouble, then quiet, then the reckoning: all books agree, and exactly the rest is
 * admitted.
 */
final class Schedule {
    private static final long SECOND = Settings.SECOND;
    /** Longer than any trouble, and than it takes until a gateway that is gone for good is given up. */
    private static final long QUIET = 75 * SECOND;

    private static final int PROBE_TRIES = 5;

    private final EventLoop loop;
    private final Cluster cluster;
    private final Troublemaker troublemaker;
    private final long lengthMicros;
    private final List<Long> costs;
    private final List<Long> requestTimes = new ArrayList<>();
    private int asked;
    private int ended;

    private Schedule(long seed) {
        Random random = new Random(seed * 31 + 17);
        Settings settings = Settings.draw(random);
        loop = new EventLoop(random.nextLong());
        cluster = new Cluster(loop, settings);
        troublemaker = new Troublemaker(cluster);
        lengthMicros = settings.lengthMicros();
        boolean dense = loop.random.nextInt(3) == 0;
        costs = dense || loop.random.nextBoolean() ? List.of(1L) : List.of(1L, 1L, 2L, 5L);
        int customers = dense ? 1 : 1 + loop.random.nextInt(Customer.CUSTOMERS_MAX - 1);
        for (int i = 0; i < customers; i++) {
            cluster.customers.add(newCustomer(i, seed, dense));
        }
        for (int i = 0; i < settings.gateways(); i++) {
            cluster.gateways.add(new SimulatedGateway("gateway_" + i, cluster));
        }
        planRequests(dense ? 60 + loop.random.nextInt(140) : 5 + loop.random.nextInt(90));
    }

    private Customer newCustomer(int number, long seed, boolean dense) {
        long limit = loop.oneOf(dense ? List.of(20L, 40L, 60L) : List.of(1L, 3L, 5L, 10L, 20L, 40L));
        boolean perAccount = loop.random.nextInt(3) == 0;
        QuotaScope scope = perAccount ? QuotaScope.PER_ACCOUNT : QuotaScope.PER_KEY;
        // A change of scope acts from the next day on.
        QuotaScope before = perAccount && loop.random.nextBoolean() ? QuotaScope.PER_KEY : scope;
        return new Customer(
                number,
                "acc_" + number + "_" + seed,
                limit,
                loop.chance(dense ? 1 : 0.75),
                loop.chance(dense ? 0 : 0.25),
                new Scopes(before, scope, Settings.firstDay() + 1));
    }

    /** Runs of requests, spread over the time, each as close together as the messages that they lead to. */
    private void planRequests(int requests) {
        long at = 0;
        boolean rush = cluster.settings.isCalm() || loop.random.nextInt(6) == 0;
        for (int i = 0; i < requests; i++) {
            switch (rush ? 1 : loop.random.nextInt(4)) {
                case 0 -> at = (long) (loop.random.nextDouble() * lengthMicros);
                case 1 -> at += cluster.latencyMicros();
                case 2 -> at += loop.upTo(lengthMicros / requests);
                default -> {
                    // At the same moment as the one before.
                }
            }
            requestTimes.add(Math.min(at, lengthMicros));
        }
    }

    /**
     * Plays the schedule of {@code seed}.
     *
     * @return how often what happened
     * @throws Violation if anything happened that must not; its message does not name the seed
     */
    static Tally play(long seed) {
        Schedule schedule = new Schedule(seed);
        try {
            schedule.play();
        } catch (RuntimeException e) {
            throw new Violation(e);
        }
        schedule.cluster.tally.add(Happened.SCHEDULE);
        return schedule.cluster.tally;
    }

    private void play() {
        startGateways();
        requestTimes.forEach(at -> loop.after(at, this::request));
        for (int i = cluster.settings.troubles(); i > 0; i--) {
            loop.after(anyTime(), troublemaker::makeTrouble);
        }
        for (int i = cluster.settings.clocksDisturbed(); i > 0; i--) {
            loop.after(anyTime(), troublemaker::disturbClock);
        }
        if (loop.random.nextInt(3) == 0) {
            for (int i = loop.random.nextInt(loop.oneOf(List.of(3, 3, 12))); i >= 0; i--) {
                loop.after(anyTime(), troublemaker::changePolicy);
            }
        }
        for (int i = loop.random.nextInt(6); i >= 0; i--) {
            loop.after(anyTime(), () -> cluster.partitionsInUse().forEach(SimulatedPartition::commit));
        }
        runUntil(lengthMicros);
        cluster.calmDown();
        runUntil(loop.nowMicros() + QUIET);
        for (int i = 0; i < 100 && !cluster.partitionsInUse().stream().allMatch(SimulatedPartition::isDone); i++) {
            runUntil(loop.nowMicros() + SECOND / 100);
        }
        reckon();
        probe();
        end();
    }

    private void startGateways() {
        for (SimulatedGateway gateway : cluster.gateways) {
            if (gateway != cluster.gateways.get(0) && loop.random.nextInt(5) == 0) {
                cluster.tally.add(Happened.LATE_START);
                loop.after(loop.upTo(lengthMicros), gateway::start);
            } else {
                gateway.start();
            }
        }
    }

    /** Any time, or just when something is under way. */
    private long anyTime() {
        return loop.random.nextBoolean()
                ? (long) (loop.random.nextDouble() * lengthMicros)
                : loop.oneOf(requestTimes) + 3 * cluster.latencyMicros();
    }

    private void request() {
        asked++;
        SimulatedGateway gateway = loop.random.nextInt(5) == 0 ? cluster.gateways.get(0) : loop.oneOf(cluster.gateways);
        gateway.request(
                loop.oneOf(cluster.customers),
                loop.random.nextInt(Customer.KEYS),
                loop.oneOf(costs),
                decision -> ended++);
    }

    private void runUntil(long micros) {
        loop.runUntil(micros);
        cluster.check();
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
                .mapToInt(gateway -> dev.tollgate.contracts.UtcDay.of(gateway.clock.millis()))
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
                runUntil(loop.nowMicros() + SECOND / 100);
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
