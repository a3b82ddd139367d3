package dev.tollgate.benchmarks.core;

import com.sun.management.ThreadMXBean;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A decision of the gate: the key's hash and look-up, its quota, its event in the journal. Another thread reads the journal, now
 * and then and many events at once, as the publisher does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class DecisionBenchmark {
    private static final int EVENTS_AT_ONCE = 16_384;
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How many keys ask by turns. What is decided is the same; what must come from far memory is not. */
    @Param({"100", "10000"})
    private int keys;

    private CoreGate core;
    private LocalLedger ledger;
    private @Nullable Thread reader;
    private volatile boolean over;

    /** In an order of their own: in that in which the keys were made, the memory of the next would be fetched before it is asked for. */
    private List<GateRequest> requests;

    private int next;

    @Setup
    public void start() throws IOException {
        Path folder = Files.createTempDirectory("tollgate-bench-core");
        core = new CoreGate(folder, keys, (identity, journal) -> {
            ledger = new LocalLedger(identity.gateway());
            return ledger;
        });
        ledger.answer(core.allowances());
        requests = new ArrayList<>(core.requests());
        Collections.shuffle(requests, new Random(keys));
        reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        while (!over) {
            if (core.journal().readNext(EVENTS_AT_ONCE).size() < EVENTS_AT_ONCE) {
                LockSupport.parkNanos(GATHER_NANOS);
            }
            core.journal().acknowledge(core.journal().read());
        }
    }

    /** What the deciding thread leaves to the garbage collector; the reader's events are not its. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Garbage {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private long before;
        private long decisions;

        /** In bytes a decision. */
        public double garbage() {
            return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / Math.max(1, decisions);
        }

        @Setup(Level.Iteration)
        public void begin() {
            decisions = 0;
            before = THREADS.getCurrentThreadAllocatedBytes();
        }
    }

    @Benchmark
    public Verdict decide(Garbage garbage) {
        garbage.decisions++;
        next = next + 1 == requests.size() ? 0 : next + 1;
        Verdict verdict = core.gate().decide(requests.get(next));
        // Each key's first request waits for the ledger; that is over when it has been warmed up.
        if (verdict instanceof Decision decision && !(decision instanceof Decision.Admitted)) {
            throw new IllegalStateException("Refused: " + decision);
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
