package dev.tollgate.simulation;

import dev.tollgate.simulation.Settings.Clocks;
import dev.tollgate.simulation.Tally.Happened;

/** Makes the trouble that the protocol must bear. */
final class Troublemaker {
    private static final long SECOND = Settings.SECOND;
    /** Twice as long as it takes until a silent gateway is given up. */
    private static final long LONG = 45 * SECOND;

    private static final long LIMIT_MAX = 60;

    private final Cluster cluster;
    private final EventLoop loop;

    Troublemaker(Cluster cluster) {
        this.cluster = cluster;
        this.loop = cluster.loop;
    }

    void makeTrouble() {
        SimulatedGateway gateway = loop.oneOf(cluster.gateways);
        switch (loop.random.nextInt(16)) {
            case 0, 1, 2 -> kill(gateway);
            case 3 -> stopOrderly(gateway);
            case 4 -> losePower(gateway);
            case 5 -> loseDisk(gateway);
            case 6, 7 -> pause(gateway);
            case 8, 9 -> cut(gateway);
            case 10, 11 -> pauseLedger(howLong());
            case 12, 13 -> crashLedger(loop.upTo(10 * SECOND));
            default -> hangLedger();
        }
    }

    /** Something that is over after {@code micros}. */
    void makeTroubleForTheLedger(long micros) {
        switch (loop.random.nextInt(4)) {
            case 0 -> pauseLedger(micros);
            case 1 -> crashLedger(loop.upTo(10 * SECOND));
            default -> freezeLedger(micros);
        }
    }

    /** Gives a customer another limit. Every gateway hears of it within some time, or at its next start. */
    void changePolicy(long heardWithinMicros) {
        Customer customer = loop.oneOf(cluster.customers);
        long before = customer.limit();
        long limit =
                Math.min(LIMIT_MAX, Math.max(1, before + new long[] {-10, -5, -1, 1, 5, 10}[loop.random.nextInt(6)]));
        boolean otherPlan = loop.random.nextInt(3) == 0;
        customer.change(limit, otherPlan);
        cluster.tally.add(limit < before ? Happened.LIMIT_LOWERED : Happened.LIMIT_RAISED);
        cluster.tally.add(Happened.PLAN_ASSIGNED, otherPlan ? 1 : 0);
        int policy = customer.policies() - 1;
        for (SimulatedGateway gateway : cluster.gateways) {
            loop.after(loop.upTo(heardWithinMicros), () -> gateway.learn(customer, policy));
        }
    }

    private void kill(SimulatedGateway gateway) {
        cluster.tally.add(Happened.KILL, gateway.isUp() ? 1 : 0);
        gateway.kill();
        startAgain(gateway);
    }

    private void stopOrderly(SimulatedGateway gateway) {
        cluster.tally.add(Happened.ORDERLY_STOP, gateway.isUp() ? 1 : 0);
        gateway.stopOrderly();
        startAgain(gateway);
    }

    private void losePower(SimulatedGateway gateway) {
        cluster.tally.add(Happened.POWER_LOSS);
        gateway.losePower();
        startAgain(gateway);
    }

    private void loseDisk(SimulatedGateway gateway) {
        cluster.tally.add(Happened.DISK_LOST);
        gateway.loseDisk();
        startAgain(gateway);
    }

    private void startAgain(SimulatedGateway gateway) {
        loop.after(howLong(), gateway::start);
    }

    private void pause(SimulatedGateway gateway) {
        cluster.tally.add(Happened.PAUSE);
        gateway.pause(howLong());
    }

    private void cut(SimulatedGateway gateway) {
        cluster.tally.add(Happened.CUT);
        gateway.cut(howLong());
    }

    /** Lets a machine sleep, or sets its clock, or neither. */
    void disturbClock() {
        SimulatedGateway gateway = loop.oneOf(cluster.gateways);
        if (cluster.settings.clocks() == Clocks.SLEEPING) {
            cluster.tally.add(Happened.SLEEP);
            gateway.sleep(howLong());
        } else if (cluster.settings.clocks() == Clocks.SET) {
            // As by somebody, or something, that cannot find the right time.
            for (int i = loop.random.nextInt(6); i >= 0; i--) {
                cluster.tally.add(Happened.CLOCK_SET);
                loop.after(loop.upTo(20 * SECOND), () -> gateway.clock.set(loop.random.nextInt(20_000) - 8_000L));
            }
        }
    }

    private void pauseLedger(long micros) {
        cluster.tally.add(Happened.LEDGER_PAUSE);
        cluster.partitionsInUse().forEach(partition -> partition.pause(micros));
    }

    private void crashLedger(long micros) {
        cluster.tally.add(Happened.LEDGER_CRASH);
        cluster.partitionsInUse().forEach(partition -> partition.crash(micros));
    }

    private void hangLedger() {
        cluster.tally.add(Happened.ZOMBIE_LEDGER);
        long micros = loop.upTo(40 * SECOND);
        cluster.partitionsInUse().forEach(partition -> partition.hang(micros));
    }

    private void freezeLedger(long micros) {
        cluster.tally.add(Happened.ZOMBIE_LEDGER);
        cluster.partitionsInUse().forEach(partition -> partition.freeze(micros));
    }

    private long howLong() {
        return switch (loop.random.nextInt(3)) {
            case 0 -> loop.upTo(SECOND);
            case 1 -> loop.upTo(10 * SECOND);
            default -> loop.upTo(LONG);
        };
    }
}
