package dev.tollgate.simulation;

import dev.tollgate.contracts.v1.QuotaScope;
import dev.tollgate.simulation.Customer.Scopes;
import dev.tollgate.simulation.Tally.Happened;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The script of one seed: requests, and any trouble at any time, then the {@link Reckoning}. */
final class Schedule {
    private static final long SECOND = Settings.SECOND;

    private final EventLoop loop;
    private final Cluster cluster;
    private final Troublemaker troublemaker;
    private final long lengthMicros;
    private final List<Long> costs;
    private final List<Long> requestTimes = new ArrayList<>();
    private final Reckoning reckoning;

    private Schedule(long seed) {
        Random random = new Random(seed * 31 + 17);
        Settings settings = Settings.draw(random);
        loop = new EventLoop(random.nextLong());
        cluster = new Cluster(loop, settings);
        troublemaker = new Troublemaker(cluster);
        reckoning = new Reckoning(cluster);
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
     * @throws Violation if anything happened that must not
     */
    static Cluster play(long seed) {
        Schedule schedule = new Schedule(seed);
        schedule.play();
        return schedule.cluster;
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
                loop.after(anyTime(), () -> troublemaker.changePolicy(20 * SECOND));
            }
        }
        for (int i = loop.random.nextInt(6); i >= 0; i--) {
            loop.after(anyTime(), () -> cluster.partitionsInUse().forEach(SimulatedPartition::commit));
        }
        cluster.runUntil(lengthMicros);
        reckoning.hold();
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
        SimulatedGateway gateway = loop.random.nextInt(5) == 0 ? cluster.gateways.get(0) : loop.oneOf(cluster.gateways);
        gateway.request(
                loop.oneOf(cluster.customers),
                loop.random.nextInt(Customer.KEYS),
                loop.oneOf(costs),
                reckoning.expect());
    }
}
