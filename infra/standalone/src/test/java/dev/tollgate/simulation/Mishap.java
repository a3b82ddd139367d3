package dev.tollgate.simulation;

import dev.tollgate.simulation.Tally.Happened;
import java.util.List;

/** What can be the matter with a gateway for a while. */
enum Mishap {
    CUT_OFF {
        @Override
        void befall(SimulatedGateway gateway, Cluster cluster, long micros) {
            cluster.tally.add(Happened.CUT);
            gateway.cut(micros);
        }
    },
    PAUSED {
        @Override
        void befall(SimulatedGateway gateway, Cluster cluster, long micros) {
            cluster.tally.add(Happened.PAUSE);
            gateway.pause(micros);
        }
    },
    /** It can send, and what it sends arrives; but it does not hear what the ledger says. */
    DEAF {
        @Override
        void befall(SimulatedGateway gateway, Cluster cluster, long micros) {
            gateway.deafen(micros);
        }
    },
    /**
     * Before its lease is over it stands still as well, or its publisher does, until just after the way is free again. What
     * the ledger has said in the meantime comes later still.
     */
    CUT_OFF_AND_STILL {
        @Override
        void befall(SimulatedGateway gateway, Cluster cluster, long micros) {
            CUT_OFF.befall(gateway, cluster, micros);
            int from = TICK_MICROS + cluster.loop.random.nextInt(LEASE_MICROS - TICK_MICROS);
            long still = micros + 4 * cluster.latencyMicros() - from;
            if (still > 0) {
                gateway.deafen(micros + cluster.loop.upTo(2 * Settings.SECOND));
                boolean all = cluster.loop.random.nextBoolean();
                cluster.loop.after(from, all ? () -> gateway.pause(still) : () -> gateway.stallPublisher(still));
            }
        }
    },
    DOWN {
        @Override
        void befall(SimulatedGateway gateway, Cluster cluster, long micros) {
            cluster.tally.add(Happened.KILL, gateway.isUp() ? 1 : 0);
            gateway.kill();
            cluster.loop.after(micros, gateway::start);
        }
    },
    /** Step by step, as by something that makes up for much. */
    CLOCK_PUT_FORWARD {
        @Override
        void befall(SimulatedGateway gateway, Cluster cluster, long micros) {
            for (long at = 0; at < micros; at += Settings.SECOND / 2 + cluster.loop.upTo(2 * Settings.SECOND)) {
                cluster.tally.add(Happened.CLOCK_SET);
                cluster.loop.after(at, () -> gateway.clock.set(5_000 + cluster.loop.random.nextInt(3_000)));
            }
        }
    };

    private static final int TICK_MICROS = 5_000_000;
    private static final int LEASE_MICROS = 14_000_000;
    private static final List<Mishap> ALL = List.of(values());

    static Mishap any(EventLoop loop) {
        return loop.oneOf(ALL);
    }

    /** Begins now, and lasts that long. */
    abstract void befall(SimulatedGateway gateway, Cluster cluster, long micros);
}
