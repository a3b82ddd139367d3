package dev.tollgate.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./tollgate bench}. */
@Command(
        name = "tollgate bench",
        description = "Measures what Tollgate costs.",
        mixinStandardHelpOptions = true,
        subcommands = TimingCommand.class)
public final class BenchmarksApplication {
    private BenchmarksApplication() {}

    /** @param args {@code --help} tells them */
    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchmarksApplication()).execute(args));
    }
}
