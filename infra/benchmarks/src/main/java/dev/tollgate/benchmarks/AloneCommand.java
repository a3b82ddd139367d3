package dev.tollgate.benchmarks;

import dev.tollgate.benchmarks.gate.GateRun;
import dev.tollgate.benchmarks.machine.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./tollgate bench alone}. */
@Command(
        name = "alone",
        description = "Calls the gate alone, for a profiler to look at its process.",
        mixinStandardHelpOptions = true)
final class AloneCommand implements Callable<Integer> {
    @Option(names = "--rounds", description = "Rounds of five seconds (${DEFAULT-VALUE}).", defaultValue = "12")
    private int rounds;

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("tollgate.home", "."));
        try (Workplace place = new Workplace(home, Files.createTempDirectory("tollgate-bench"))) {
            new GateRun(place, System.out::println).runAlone(rounds, Duration.ofSeconds(5));
        }
        return 0;
    }
}
