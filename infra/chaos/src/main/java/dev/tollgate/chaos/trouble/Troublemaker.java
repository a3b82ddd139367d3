package dev.tollgate.chaos.trouble;

import dev.tollgate.chaos.cluster.Cluster;
import dev.tollgate.chaos.cluster.ClusterException;
import dev.tollgate.chaos.cluster.Server;
import dev.tollgate.chaos.trouble.Trouble.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Makes a round's trouble. What it does, when and to whom, follows from its seed; what comes of it does not. */
public final class Troublemaker implements AutoCloseable {
    private static final long SHORT_MS_MAX = 4_000;
    /** Longer than a silent gateway is waited for: five ticks of five seconds, and its own lease of fourteen. */
    private static final long LONG_MS = 27_000;

    private static final long APART_MS_MAX = 2_000;
    private static final int ONE_IN = 8;

    private static final List<Kind> KINDS = List.of(Kind.values());

    private final Cluster cluster;
    private final Random random;
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

    public Troublemaker(Cluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
    }

    /**
     * Makes one or two troubles, and returns when both are undone.
     *
     * @return what was done, for people
     */
    public List<String> makeTrouble() {
        List<Trouble> troubles = new ArrayList<>(List.of(draw()));
        if (random.nextBoolean()) {
            Trouble second = draw();
            if (second.server() != troubles.get(0).server()) {
                troubles.add(second);
            }
        }
        List<ScheduledFuture<?>> all = new ArrayList<>();
        for (Trouble trouble : troubles) {
            long at = random.nextLong(APART_MS_MAX);
            all.add(executor.schedule(() -> make(trouble), at, TimeUnit.MILLISECONDS));
            all.add(executor.schedule(() -> undo(trouble), at + trouble.lengthMs(), TimeUnit.MILLISECONDS));
        }
        all.forEach(Troublemaker::join);
        return troubles.stream().map(Trouble::toString).toList();
    }

    private Trouble draw() {
        List<Server> targets = new ArrayList<>(cluster.gateways());
        // As often as all gateways together, and in a cluster of three a little less each than any of them.
        targets.addAll(List.of(cluster.broker(), cluster.database(), cluster.metering(), cluster.keyAdmin()));
        Server server = targets.get(random.nextInt(targets.size()));
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        boolean gateway = cluster.gateways().contains(server);
        boolean isLong = gateway && random.nextInt(ONE_IN) == 0;
        return new Trouble(kind, server, isLong ? LONG_MS : 100 + random.nextLong(SHORT_MS_MAX));
    }

    private static void make(Trouble trouble) {
        switch (trouble.kind()) {
            case KILL -> trouble.server().kill();
            case PAUSE -> trouble.server().pause();
            case RESTART -> trouble.server().stop();
        }
    }

    private static void undo(Trouble trouble) {
        try {
            trouble.server().resume();
            trouble.server().start();
        } catch (IOException e) {
            throw new ClusterException(trouble.server().name() + " could not be started: " + e.getMessage(), e);
        }
    }

    private static void join(ScheduledFuture<?> work) {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new ClusterException("Not undone.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted.", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
