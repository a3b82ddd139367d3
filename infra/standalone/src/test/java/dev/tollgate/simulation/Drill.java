package dev.tollgate.simulation;

import dev.tollgate.contracts.v1.QuotaScope;
import dev.tollgate.simulation.Customer.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The script of one seed in which troubles meet: two or three gateways that want the same small quota, and a few moments, at
 * each of which whatever is the matter ends, something else begins, and somebody asks. Then the {@link Reckoning}.
 *
 * <p>What needs three things to happen in one order within milliseconds is a matter of luck in a {@link Schedule}; here it is
 * likely.
 */
final class Drill {
    private static final long SECOND = Settings.SECOND;

    /** Between two moments lies a tick or less, a lease's time, a tick or two more, or enough for any run to be given up. */
    private static final List<Long> SPANS =
            List.of(0L, SECOND, 5 * SECOND, 14 * SECOND, 19 * SECOND, 24 * SECOND, 35 * SECOND);

    private final EventLoop loop;
    private final Cluster cluster;
    private final Troublemaker troublemaker;
    private final Reckoning reckoning;
    private final List<Long> moments = new ArrayList<>();

    private Drill(long seed) {
        Random random = new Random(seed * 31 + 19);
        moments.add(SECOND);
        for (int i = 2 + random.nextInt(4); i > 0; i--) {
            moments.add(last(moments) + anySpan(random));
        }
        Settings settings = Settings.drawForADrill(random, last(moments) + SECOND);
        loop = new EventLoop(random.nextLong());
        cluster = new Cluster(loop, settings);
        troublemaker = new Troublemaker(cluster);
        reckoning = new Reckoning(cluster);
        cluster.customers.add(newCustomer(seed));
        for (int i = 0; i < settings.gateways(); i++) {
            cluster.gateways.add(new SimulatedGateway("gateway_" + i, cluster));
        }
    }

    private static long anySpan(Random random) {
        int longest = 1 + random.nextInt(SPANS.size() - 1);
        long atLeast = SPANS.get(longest - 1);
        return atLeast + (long) (random.nextDouble() * (SPANS.get(longest) - atLeast));
    }

    private static long last(List<Long> moments) {
        return moments.get(moments.size() - 1);
    }

    private Customer newCustomer(long seed) {
        return new Customer(
                0,
                "acc_0_" + seed,
                loop.oneOf(List.of(3L, 5L, 10L, 20L)),
                loop.chance(0.75),
                loop.random.nextBoolean(),
                new Scopes(QuotaScope.PER_ACCOUNT, QuotaScope.PER_ACCOUNT, Settings.firstDay()));
    }

    /**
     * Plays the drill of {@code seed}.
     *
     * @throws Violation if anything happened that must not
     */
    static Cluster play(long seed) {
        Drill drill = new Drill(seed);
        drill.play();
        return drill.cluster;
    }

    private void play() {
        cluster.gateways.forEach(SimulatedGateway::start);
        boolean policyChanges = loop.random.nextBoolean();
        boolean ledgerInTrouble = loop.random.nextBoolean();
        moments.forEach(this::planRequests);
        moments.forEach(this::planDelays);
        for (int i = 1; i < moments.size(); i++) {
            long from = moments.get(i - 1);
            long until = moments.get(i);
            planMishaps(from, until);
            if (policyChanges && loop.random.nextBoolean()) {
                loop.after(about(from), () -> troublemaker.changePolicy(last(moments) - from));
            }
            if (ledgerInTrouble && loop.random.nextBoolean()) {
                loop.after(about(from), () -> troublemaker.makeTroubleForTheLedger(until - from));
            }
            if (loop.random.nextBoolean()) {
                loop.after(about(until), () -> cluster.partitionsInUse().forEach(SimulatedPartition::commit));
            }
        }
        cluster.runUntil(cluster.settings.lengthMicros());
        reckoning.hold();
    }

    /** Some all at once, before or after or around it; some later. */
    private void planRequests(long moment) {
        int side = loop.random.nextInt(3) - 1;
        for (int i = loop.random.nextInt(8); i > 0; i--) {
            long at = about(moment);
            loop.after(
                    side == 0 ? at : moment + side * Math.abs(at - moment),
                    () -> request(loop.oneOf(cluster.gateways)));
        }
        for (int i = loop.random.nextInt(6); i > 0; i--) {
            loop.after(moment + loop.upTo(loop.oneOf(SPANS)), () -> request(loop.oneOf(cluster.gateways)));
        }
    }

    /** What the ledger says then comes late, but mostly not too late for who waits for it. */
    private void planDelays(long moment) {
        for (SimulatedGateway gateway : cluster.gateways) {
            if (loop.random.nextInt(3) == 0) {
                loop.after(about(moment), () -> gateway.deafen(loop.upTo(SECOND / 2)));
            }
        }
    }

    /** Mostly to one gateway, so that the others can give it up. */
    private void planMishaps(long from, long until) {
        do {
            SimulatedGateway gateway = loop.oneOf(cluster.gateways);
            Mishap mishap = Mishap.any(loop);
            long begin = about(from);
            long micros = Math.max(0, about(until) - begin);
            loop.after(begin, () -> mishap.befall(gateway, cluster, micros));
        } while (loop.random.nextInt(4) == 0);
    }

    /** Some milliseconds before or after it. */
    private long about(long moment) {
        long micros = loop.upTo(50 * cluster.latencyMicros());
        return loop.random.nextBoolean() ? moment + micros : moment - micros;
    }

    private void request(SimulatedGateway gateway) {
        gateway.request(
                cluster.customers.get(0),
                loop.random.nextInt(Customer.KEYS),
                1 + loop.random.nextInt(2),
                reckoning.expect());
    }
}
