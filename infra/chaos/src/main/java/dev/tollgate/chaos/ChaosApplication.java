package dev.tollgate.chaos;

import dev.tollgate.chaos.audit.Report;
import dev.tollgate.chaos.cluster.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code ./tollgate chaos}: status 0 if the books agree, 1 if they do not, 2 if there was no run. */
public final class ChaosApplication {
    private static final int DISAGREE = 1;
    private static final int NOT_RUN = 2;
    private static final int FINDINGS_SHOWN_MAX = 50;

    private ChaosApplication() {}

    /** @param args see {@link Options#USAGE} */
    public static void main(String[] args) throws IOException {
        // Before anybody has a logger.
        System.setProperty("logback.configurationFile", "dev/tollgate/chaos/chaos-logback.xml");
        if (List.of(args).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.of(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("tollgate: " + e.getMessage() + System.lineSeparator() + Options.USAGE);
            System.exit(NOT_RUN);
            return;
        }
        System.exit(run(options, Path.of(System.getProperty("tollgate.home", "."))));
    }

    private static int run(Options options, Path home) throws IOException {
        Path folder = Files.createTempDirectory("tollgate-chaos-");
        long begin = System.nanoTime();
        Report report;
        try (ChaosRun run = new ChaosRun(options, home.toAbsolutePath().normalize(), folder)) {
            // Whoever presses Ctrl-C wants no process to be left.
            Runtime.getRuntime().addShutdownHook(new Thread(run::close, "chaos-stop"));
            report = run.audit(run.run());
        } catch (ClusterException e) {
            System.err.println("tollgate: " + e.getMessage() + " All data and logs are in " + folder);
            return NOT_RUN;
        }
        tell(options, report, (System.nanoTime() - begin) / 1_000_000_000L);
        if (report.agrees() && !options.keep()) {
            delete(folder);
        } else {
            System.out.println("All data and logs are in " + folder);
        }
        return report.agrees() ? 0 : DISAGREE;
    }

    private static void tell(Options options, Report report, long seconds) {
        report.findings().stream().limit(FINDINGS_SHOWN_MAX).forEach(System.out::println);
        System.out.printf("chaos: seed %d, %s, %d s: %s%n", options.seed(), options.doing(), seconds, report.summary());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
