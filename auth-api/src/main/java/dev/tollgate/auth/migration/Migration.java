package dev.tollgate.auth.migration;

import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.http.Decider;
import dev.tollgate.auth.key.KeyDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** The gate, and behind it the old system for keys that the gate does not know. One a process. */
public final class Migration implements Decider, AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    /** With what an allowance is waited for, well within what the edge waits. */
    private static final Duration WAIT_MAX = Duration.ofMillis(2_500);

    private static final int THREADS = 2;

    private final ExecutorService asking = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "old-system");
        thread.setDaemon(true);
        return thread;
    });
    private final KafkaMigrationLog migrations;
    private final FirstUses firstUses;

    /**
     * @param gate decides all requests
     * @param guesses from where too many unknown keys came lately
     * @param deciding the threads that decide requests which have waited
     */
    public Migration(
            MigrationSettings settings,
            Decider gate,
            KeyDirectory keys,
            Predicate<InetAddress> guesses,
            Executor deciding,
            MeterRegistry registry) {
        migrations = new KafkaMigrationLog(settings.kafka(), settings.gateway());
        OldSystem oldSystem = new HttpOldSystem(settings.oldSystem(), settings.token(), ANSWER_MAX, asking);
        firstUses = new FirstUses(gate, keys, oldSystem, migrations, guesses, WAIT_MAX, deciding, registry);
    }

    @Override
    public Verdict decide(GateRequest request) {
        return firstUses.decide(request);
    }

    @Override
    public void close() {
        asking.shutdown();
        migrations.close();
    }
}
