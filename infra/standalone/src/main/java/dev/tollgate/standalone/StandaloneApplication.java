package dev.tollgate.standalone;

import dev.tollgate.embedded.ServerStartException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of Tollgate in one process, from start to Ctrl-C. */
public final class StandaloneApplication {
    private static final Logger LOG = LoggerFactory.getLogger(StandaloneApplication.class);
    private static final PrintStream CONSOLE = System.out;
    private static final int FAILED = 1;

    private StandaloneApplication() {}

    /**
     * Runs until it is told to stop, or until a part gives up, which ends it with status 1 and a sentence.
     *
     * @param args {@code --fresh}, {@code --verbose} and {@code --no-demo}
     */
    public static void main(String[] args) {
        Logs.takeOverFromSpring();
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) {
        try {
            Settings settings = Settings.of(args, System.getenv());
            Standalone standalone = Standalone.of(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(standalone), "tollgate-stop"));
            return run(standalone, settings.verbose());
        } catch (ServerStartException e) {
            return complain(e.sentence());
        }
    }

    private static int run(Standalone standalone, boolean verbose) {
        try {
            Logs.configure(standalone.claimFolder().logs(), verbose);
            standalone.start();
            Duration took =
                    Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
            CONSOLE.println(standalone.banner(took).text());
            return complain(standalone.awaitFailure());
        } catch (ServerStartException e) {
            if (standalone.isStopping()) {
                // Somebody pressed Ctrl-C; that the start was interrupted is no news to them.
                return FAILED;
            }
            LOG.info("Not started", e);
            return complain(e.sentence());
        }
    }

    private static int complain(String sentence) {
        System.err.println("tollgate: " + sentence);
        return FAILED;
    }

    private static void stop(Standalone standalone) {
        boolean announced = standalone.isReady();
        if (announced) {
            CONSOLE.println("Tollgate is stopping.");
        }
        LOG.info("Stopping");
        long began = System.nanoTime();
        standalone.close();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        LOG.info("Stopped in {} ms", took.toMillis());
        if (announced) {
            CONSOLE.println("Tollgate has stopped; its data stays.");
        }
    }
}
