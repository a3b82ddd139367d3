package dev.tollgate.benchmarks.pipeline;

import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.publish.Publishing;
import dev.tollgate.benchmarks.core.CoreGate;
import dev.tollgate.benchmarks.machine.ServerProcess;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.benchmarks.report.Goal;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import dev.tollgate.contracts.KafkaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decisions as fast as they can be made, without an edge before them, until usage-daily holds all of them.
 * Broker and metering-streams are processes on the same cores. In the same rounds, the count that Kafka Streams' own
 * tables make of as many keys, one event a record.
 */
public final class PipelineRun {
    private static final int KEYS = 1_000;
    private static final int JOURNAL_BYTES_AHEAD_MAX = 64 << 20;
    private static final Duration ROUND_MAX = Duration.ofMinutes(2);

    private final Workplace place;
    private final Consumer<String> progress;
    private final Samples perSecond = new Samples();
    private final Samples peerPerSecond = new Samples();
    private final Samples bytes = new Samples();

    public PipelineRun(Workplace place, Consumer<String> progress) {
        this.place = place;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param events in a round, through Tollgate
     * @param peerEvents in a round, through the peer: the rate counts
     */
    public List<Row> run(int rounds, int events, int peerEvents) throws IOException, InterruptedException {
        progress.accept("the pipeline and its peer, starting");
        ServerProcess broker = place.startBroker();
        String bootstrap = "127.0.0.1:" + broker.port();
        place.startApplication("metering-streams", "METERING_PORT", broker.port(), Map.of());
        Path folder = Files.createDirectories(place.file("gate"));
        @Nullable Publishing[] made = new Publishing[1];
        try (CoreGate core = new CoreGate(folder, KEYS, (identity, journal) -> {
                    made[0] = new Publishing(
                            KafkaConnection.of(bootstrap, ""), identity.gateway(), journal, GateClock.SYSTEM);
                    return made[0].controls();
                });
                Publishing publishing = Objects.requireNonNull(made[0]);
                Totals totals = new Totals(bootstrap, core.allowances()::hear);
                DslCount peer = new DslCount(bootstrap, place.file("dsl"), KEYS)) {
            publishing.start(core.allowances());
            for (int round = 0; round <= rounds; round++) {
                progress.accept(
                        round == 0 ? "the pipeline, warming up" : "the pipeline, round " + round + " of " + rounds);
                long before = logBytes();
                double rate = through(core, totals, events);
                double size = (double) (logBytes() - before) / events;
                double peerRate = peer.count(peerEvents);
                if (round > 0) {
                    perSecond.add(rate);
                    bytes.add(size);
                    peerPerSecond.add(peerRate);
                }
            }
        }
        return List.of(
                Row.alone(
                        "pipeline: decision to usage-daily, committed", perSecond, "events/s", Goal.atLeast(1_000_000)),
                Row.beside(
                        "pipeline: decision to usage-daily, committed",
                        perSecond,
                        "events/s",
                        "Kafka Streams' own count, exactly once",
                        peerPerSecond,
                        Goal.atLeast(8)),
                Row.alone("pipeline: request-events on the broker's disk", bytes, "B/event", Goal.atMost(12)));
    }

    /** Events a second, from the first decision until the last event is counted in usage-daily, and committed. */
    private static double through(CoreGate core, Totals totals, int events) throws IOException {
        long goal = totals.counted() + events;
        long start = System.nanoTime();
        Iterator<GateRequest> requests =
                Stream.generate(core.requests()::stream).flatMap(all -> all).iterator();
        for (int i = 0; i < events; i++) {
            decide(core, requests.next());
        }
        while (totals.counted() < goal) {
            if (System.nanoTime() - start > ROUND_MAX.toNanos()) {
                throw new IOException("Of " + goal + " events, " + totals.counted() + " are in usage-daily.");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return events * 1e9 / (System.nanoTime() - start);
    }

    private static void decide(CoreGate core, GateRequest request) throws IOException {
        while (core.journal().unacknowledgedBytes() > JOURNAL_BYTES_AHEAD_MAX) {
            // The pipeline is behind: as fast as it takes them is what is measured.
            LockSupport.parkNanos(200_000);
        }
        Verdict verdict = core.gate().decide(request);
        Decision decision = verdict instanceof Verdict.Waiting waiting
                ? waiting.decision().toCompletableFuture().join()
                : ((Verdict.Decided) verdict).decision();
        if (!(decision instanceof Decision.Admitted)) {
            throw new IOException("Refused: " + decision);
        }
    }

    /** What the broker's files of request-events hold. */
    private long logBytes() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(place.file("kafka"))) {
            all.filter(file -> file.toString().matches(".*/request-events-\\d+/\\d+\\.log"))
                    .forEach(files::add);
        }
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }
}
