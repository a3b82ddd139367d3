package dev.tollgate.benchmarks;

import dev.tollgate.benchmarks.core.CoreRun;
import dev.tollgate.benchmarks.feedback.FeedbackRun;
import dev.tollgate.benchmarks.gate.GateRun;
import dev.tollgate.benchmarks.keys.KeysRun;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.benchmarks.pipeline.PipelineRun;
import dev.tollgate.benchmarks.report.Pictures;
import dev.tollgate.benchmarks.report.Report;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.start.StartRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tollgate bench}. */
@Command(
        name = "tollgate bench",
        description = {
            "Measures what Tollgate costs, beside others that do its job, in one run. What is not installed of",
            "haproxy, nginx and redis-server is said to be missing. Sends load to this machine only."
        },
        mixinStandardHelpOptions = true,
        subcommands = {AloneCommand.class, TimingCommand.class})
public final class BenchmarksApplication implements Callable<Integer> {
    /** Enough that each of the most keys has its turn, and more than one. */
    private static final int MANY_KEYS_EVENTS = 1_000_000;

    private static final String LARGER_HEAP = "2g";

    /** What this process needs to decide for a key and to add up what is counted of it. */
    private static final long HEAP_A_KEY = 2_000;

    @Option(names = "--full", description = "Seven rounds instead of three, and what takes longer than five minutes.")
    private boolean full;

    @Option(names = "--quick", description = "What ends within five minutes (default).")
    private boolean quick;

    @Option(
            names = "--only",
            description = "Some of: ${COMPLETION-CANDIDATES} (all).",
            split = ",",
            paramLabel = "PART")
    private Set<Part> only = EnumSet.allOf(Part.class);

    @Option(names = "--pictures", description = "Where to draw them (target/bench-pictures).", paramLabel = "FOLDER")
    private @Nullable Path pictures;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Instant start = Instant.now();

    private enum Part {
        core,
        keys,
        feedback,
        start,
        pipeline,
        gate
    }

    private BenchmarksApplication() {}

    /** @param args {@code --help} tells them */
    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchmarksApplication()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        if (quick && full) {
            throw new ParameterException(spec.commandLine(), "Either --quick or --full");
        }
        Path folder = Files.createTempDirectory("tollgate-bench");
        List<Row> rows = new ArrayList<>();
        try {
            measure(folder, rows);
        } finally {
            // Also of what was measured before something failed.
            report(rows);
            System.out.println("Logs are in " + folder + ".");
        }
        return 0;
    }

    private void measure(Path folder, List<Row> rows) throws IOException, InterruptedException, RunnerException {
        int rounds = full ? 7 : 3;
        if (only.contains(Part.core)) {
            progress("the parts by themselves, by JMH; what it prints is in " + folder.resolve("jmh.log"));
            rows.addAll(CoreRun.run(rounds, full ? 3 : 1, folder.resolve("jmh.log")));
        }
        if (only.contains(Part.keys)) {
            try (Workplace place = workplace(folder, "keys")) {
                KeysRun keys = new KeysRun(place, this::progress);
                rows.addAll(keys.table(rounds, 1_000_000, "700m"));
                if (full) {
                    keys.table(rounds, 10_000_000, "5g").forEach(row -> rows.add(row.onlyOfFull()));
                    keys.start(rounds).forEach(row -> rows.add(row.onlyOfFull()));
                }
            }
        }
        if (only.contains(Part.feedback)) {
            progress("claims for a request");
            rows.addAll(FeedbackRun.run(rounds));
        }
        if (only.contains(Part.start)) {
            try (Workplace place = workplace(folder, "start")) {
                rows.addAll(new StartRun(place, this::progress).run(full ? rounds : 1));
            }
        }
        if (only.contains(Part.pipeline)) {
            try (Workplace place = workplace(folder, "pipeline")) {
                rows.addAll(new PipelineRun(place, 1_000, Workplace.HEAP, this::progress)
                        .run(rounds, full ? 8_000_000 : 2_000_000, full ? 1_000_000 : 400_000));
            }
            if (full) {
                for (int keys = 1_000; keys <= 100_000; keys *= 10) {
                    rows.addAll(rateWith(keys, Workplace.HEAP, folder));
                }
                for (int gateways : List.of(1, 4, 16)) {
                    rows.addAll(rateOfGateways(gateways, folder));
                }
                rows.addAll(rateWith(100_000, LARGER_HEAP, folder));
                for (int keys = 1_000_000; keys <= 10_000_000; keys *= 10) {
                    if (Runtime.getRuntime().maxMemory() >= HEAP_A_KEY * keys) {
                        rows.addAll(rateWith(keys, LARGER_HEAP, folder));
                    } else {
                        progress(String.format(
                                "%,d keys are left out: this process needs %,d MB of heap for them",
                                keys, HEAP_A_KEY * keys / 1_000_000));
                    }
                }
            }
        }
        if (only.contains(Part.gate)) {
            try (Workplace place = workplace(folder, "gate")) {
                rows.addAll(new GateRun(place, this::progress)
                        .run(
                                rounds,
                                Duration.ofSeconds(full ? 60 : 6),
                                full ? 5 : 1,
                                Duration.ofMillis(full ? 4_000 : 1_500)));
            }
        }
    }

    private List<Row> rateWith(int keys, String heap, Path folder) throws IOException, InterruptedException {
        try (Workplace place = workplace(folder, "pipeline-" + heap + "-" + keys)) {
            return new PipelineRun(place, keys, heap, this::progress)
                    .rate(2, MANY_KEYS_EVENTS).stream().map(Row::onlyOfFull).toList();
        }
    }

    private List<Row> rateOfGateways(int count, Path folder) throws IOException {
        try (Workplace place = workplace(folder, "pipeline-of-" + count)) {
            return new PipelineRun(place, 1_000, Workplace.HEAP, this::progress)
                    .rateOfGateways(count, 3, 4_000_000).stream()
                            .map(Row::onlyOfFull)
                            .toList();
        }
    }

    private void report(List<Row> rows) throws IOException {
        Report report = new Report(rows);
        Path json = home().resolve("target").resolve("bench.json");
        report.writeTo(json);
        Pictures.write(report, pictures == null ? json.resolveSibling("bench-pictures") : pictures);
        System.out.println(report.table());
        System.out.println("Also in " + json + ".");
    }

    private static Path home() {
        return Path.of(System.getProperty("tollgate.home", "."));
    }

    private static Workplace workplace(Path folder, String part) throws IOException {
        return new Workplace(home(), Files.createDirectory(folder.resolve(part)));
    }

    private void progress(String what) {
        System.err.printf("%4d s  %s%n", Duration.between(start, Instant.now()).toSeconds(), what);
    }
}
