package dev.tollgate.chaos;

import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.cluster.ClusterException;
import dev.tollgate.chaos.cluster.Server;
import dev.tollgate.chaos.load.Latencies;
import dev.tollgate.chaos.load.Load;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One server is away for a while; how long answers take before, meanwhile and afterwards. */
final class Outage {
    private final Cluster cluster;
    private final Load load;
    private final int seconds;

    Outage(Cluster cluster, Load load, int seconds) {
        this.cluster = cluster;
        this.load = load;
        this.seconds = seconds;
    }

    void of(Absent absent) {
        Server server = absent == Absent.KAFKA ? cluster.broker() : cluster.database();
        pass();
        load.latencies().takeSummary(); // the JVMs were cold
        pass();
        Latencies.Summary before = tell("before");
        server.stop();
        pass();
        Latencies.Summary meanwhile = tell("while " + server.name() + " is away");
        try {
            server.start();
        } catch (IOException e) {
            throw new ClusterException(server.name() + " could not be started again: " + e.getMessage(), e);
        }
        pass();
        tell("afterwards");
        System.out.printf(
                Locale.ROOT,
                "p99 while %s is away: %.2f times what it was before%n",
                server.name(),
                meanwhile.p99Ms() / before.p99Ms());
    }

    private void pass() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private Latencies.Summary tell(String when) {
        Latencies.Summary summary = load.latencies().takeSummary();
        System.out.printf(
                Locale.ROOT,
                "%-28s %,7d answers, p50 %.2f ms, p99 %.2f ms%n",
                when,
                summary.count(),
                summary.p50Ms(),
                summary.p99Ms());
        return summary;
    }
}
