package dev.tollgate.simulation;

import dev.tollgate.auth.publish.BatchLog;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.simulation.ProcessThreads.Lane;
import dev.tollgate.simulation.Tally.Happened;
import java.io.IOException;

/**
 * A process's way to the log: each partition in order, as long as nothing is lost. Where a batch, or its acknowledgement, is
 * lost, nothing behind it arrives in that session, but for what is on the wire when a new one begins: that may still come.
 */
final class SimulatedNetwork implements BatchLog {
    /** Below the time between two ticks. */
    private static final long STRAY_MICROS_MAX = 4_000_000;

    private final SimulatedGateway machine;
    private final ProcessThreads threads;
    private final Cluster cluster;
    private final EventLoop loop;
    private final long[] tailMicros = new long[Topic.REQUEST_EVENTS.partitions()];
    private Session session = new Session();

    private static final class Session {
        boolean broken;
    }

    SimulatedNetwork(SimulatedGateway machine, ProcessThreads threads, Cluster cluster) {
        this.machine = machine;
        this.threads = threads;
        this.cluster = cluster;
        this.loop = cluster.loop;
    }

    @Override
    public void send(int partition, RequestBatch batch, Sent sent) {
        Session in = session;
        boolean stays = loop.random.nextBoolean() || machine.isCut();
        long arrival = Math.max(
                tailMicros[partition], machine.reachableFromMicros(loop.nowMicros()) + cluster.latencyMicros());
        tailMicros[partition] = arrival;
        cluster.tally.add(Happened.BATCH);
        loop.after(arrival - loop.nowMicros(), () -> {
            if (!threads.isAlive()) {
                arriveLate(partition, batch, stays, Happened.BATCH_AFTER_ITS_PROCESS);
            } else if (in != session) {
                arriveLate(partition, batch, stays, Happened.BATCH_AFTER_ITS_SESSION);
            } else {
                arrive(partition, batch, sent, in);
            }
        });
    }

    private void arriveLate(int partition, RequestBatch batch, boolean stays, Happened what) {
        if (!stays) {
            cluster.tally.add(what);
            long micros = loop.random.nextBoolean() ? 0 : loop.upTo(STRAY_MICROS_MAX);
            loop.after(micros, () -> cluster.partitions.get(partition).append(batch));
        }
    }

    private void arrive(int partition, RequestBatch batch, Sent sent, Session in) {
        if (cluster.goesWrong(cluster.settings.batchesLost())) {
            cluster.tally.add(Happened.BATCH_LOST);
            in.broken = true;
        }
        boolean arrived = !in.broken;
        if (arrived) {
            cluster.partitions.get(partition).append(batch);
            if (cluster.goesWrong(cluster.settings.batchesTwice())) {
                arriveLate(partition, batch, false, Happened.BATCH_TWICE);
            }
        }
        boolean acknowledged = arrived && !cluster.goesWrong(cluster.settings.acknowledgementsLost());
        if (arrived && !acknowledged) {
            cluster.tally.add(Happened.ACKNOWLEDGEMENT_LOST);
        }
        long back = machine.reachableFromMicros(loop.nowMicros()) + cluster.latencyMicros();
        threads.later(back - loop.nowMicros(), Lane.NETWORK, () -> {
            if (in == session) {
                sent.done(acknowledged ? null : new IOException("no acknowledgement"));
            }
        });
    }

    @Override
    public void reopen() {
        session = new Session();
        for (int partition = 0; partition < tailMicros.length; partition++) {
            tailMicros[partition] = 0;
        }
    }
}
