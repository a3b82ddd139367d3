package dev.tollgate.benchmarks.core;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A decision of the gate: the key's hash and look-up, its quota, its event in the journal. Another thread reads the journal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class DecisionBenchmark {
    private static final int KEYS = 10_000;
    private static final int EVENTS_AT_ONCE = 4_096;

    private CoreGate core;
    private LocalLedger ledger;
    private @Nullable Thread reader;
    private volatile boolean over;
    private int next;

    @Setup
    public void start() throws IOException {
        Path folder = Files.createTempDirectory("tollgate-bench-core");
        core = new CoreGate(folder, KEYS, (identity, journal) -> {
            ledger = new LocalLedger(identity.gateway());
            return ledger;
        });
        ledger.answer(core.allowances());
        reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        while (!over) {
            if (core.journal().readNext(EVENTS_AT_ONCE).isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            core.journal().acknowledge(core.journal().read());
        }
    }

    @Benchmark
    public Verdict decide() {
        List<GateRequest> requests = core.requests();
        next = next + 1 == requests.size() ? 0 : next + 1;
        Verdict verdict = core.gate().decide(requests.get(next));
        // Each key's first request waits for the ledger; that is over when it has been warmed up.
        if (verdict instanceof Verdict.Decided decided && !(decided.decision() instanceof Decision.Admitted)) {
            throw new IllegalStateException("Refused: " + decided.decision());
        }
        return verdict;
    }

    @TearDown
    public void stop() throws IOException, InterruptedException {
        over = true;
        if (reader != null) {
            reader.join();
        }
        ledger.close();
        core.close();
    }
}
