package dev.tollgate.benchmarks.start;

import dev.tollgate.benchmarks.machine.ServerProcess;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.benchmarks.report.Goal;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Everything in one process, as {@code ./tollgate up --no-demo} starts it, each time in an empty folder. */
public final class StartRun {
    private final Workplace place;
    private final Consumer<String> progress;

    public StartRun(Workplace place, Consumer<String> progress) {
        this.place = place;
        this.progress = progress;
    }

    /** Measures. */
    public List<Row> run(int rounds) throws IOException {
        Samples seconds = new Samples();
        Samples mebibytes = new Samples();
        for (int round = 1; round <= rounds; round++) {
            progress.accept("all in one process, start " + round + " of " + rounds);
            long from = System.nanoTime();
            try (ServerProcess all = place.startEverything("up-" + round)) {
                seconds.add((System.nanoTime() - from) / 1e9);
                mebibytes.add(all.residentBytes() / (double) (1 << 20));
            }
        }
        return List.of(
                Row.alone("start: all in one process, until the gate is ready", seconds, "s", Goal.atMost(15)),
                Row.alone("start: resident then, the database with it", mebibytes, "MiB", Goal.atMost(800)));
    }
}
