package dev.tollgate.benchmarks.core;

import dev.tollgate.benchmarks.machine.Programs;
import dev.tollgate.benchmarks.machine.Workplace;
import dev.tollgate.benchmarks.report.Goal;
import dev.tollgate.benchmarks.report.Row;
import dev.tollgate.benchmarks.report.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package, each in a JVM of its own on one thread. */
public final class CoreRun {
    /** Of all threads, and so of those of the benchmark that has one. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Of the thread that decides. */
    private static final String GARBAGE = "garbage";

    private static final int WARM_UP_ROUNDS = 3;

    private CoreRun() {}

    /**
     * All rows.
     *
     * @param seconds how long a round takes
     * @param log gets what JMH prints
     */
    public static List<Row> run(int rounds, int seconds, Path log) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(CoreRun.class.getPackageName().replace(".", "\\.") + "\\..*Benchmark")
                .forks(1)
                .jvmArgs(Programs.javaOptions(Workplace.HEAP).toArray(new String[0]))
                .warmupIterations(WARM_UP_ROUNDS)
                .warmupTime(TimeValue.seconds(seconds))
                .measurementIterations(rounds)
                .measurementTime(TimeValue.seconds(seconds))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .output(log.toString())
                .build();
        Collection<RunResult> results = new Runner(options).run();
        List<Row> rows = new ArrayList<>();
        for (RunResult result : results) {
            rows.addAll(rows(result));
        }
        return rows;
    }

    private static List<Row> rows(RunResult result) {
        boolean decision = result.getParams().getBenchmark().contains(DecisionBenchmark.class.getName());
        Samples perSecond = new Samples();
        Samples bytes = new Samples();
        for (IterationResult iteration :
                result.getBenchmarkResults().iterator().next().getIterationResults()) {
            perSecond.add(iteration.getPrimaryResult().getScore());
            Result<?> allocated = iteration.getSecondaryResults().get(decision ? GARBAGE : ALLOCATED);
            if (allocated != null) {
                bytes.add(allocated.getScore());
            }
        }
        String name = "core: " + name(result.getParams());
        return List.of(
                Row.alone(name, perSecond, "/s", decision ? Goal.atLeast(2_000_000) : null),
                Row.alone(name + ", garbage", bytes, "B", decision ? Goal.atMost(0) : null));
    }

    private static String name(BenchmarkParams params) {
        String benchmark = params.getBenchmark();
        return switch (benchmark.substring(benchmark.lastIndexOf('.') + 1)) {
            case "decide" -> "decision with hash, quota, journal, " + params.getParam("keys") + " keys by turns";
            case "append" -> "journal, append and read";
            case "encode" -> "an event into a batch";
            case "decode" -> "an event out of a batch";
            case "fold" -> "an event into the ledger";
            default -> throw new IllegalStateException("There is no name for " + benchmark + ".");
        };
    }
}
