package dev.tollgate.auth.journal;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RouteName;
import dev.tollgate.contracts.v1.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What it costs to journal an event, beside the plainest durable thing to do: a {@link FileChannel#write} of what an event takes.
 * Not a test: run by hand. Rounds of both take turns, while the journal is read, forced and deleted as in a gateway.
 *
 * <p>The README has the command and what it printed.
 */
public final class JournalBenchmark {
    private static final int ROUNDS = 15;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int EVENTS_PER_ROUND = 200_000;

    private static final int BYTES = 32;

    private static final Caller CALLER = new Caller(
            "key_01HZX3KJ9V8Q2M4N6P00000042", "acc_01HZX3KJ9V8Q2M4N6P00000007", "key_01HZX3KJ9V8Q2M4N6P00000042");
    private static final RouteName ROUTE = new RouteName("GET /v1/contacts/{id}");

    private JournalBenchmark() {}

    /** @param args a folder on the disk to be measured, and how many threads append */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int threads = Integer.parseInt(args[1]);
        double[] journalNanos = new double[ROUNDS];
        double[] writeNanos = new double[ROUNDS];
        Journal journal = new Journal(TestJournals.files(folder, SegmentFiles.SEGMENT_BYTES), 1L << 32);
        JournalKeeper keeper = new JournalKeeper(journal, Duration.ofSeconds(1));
        Thread drain = new Thread(() -> drain(journal), "drain");
        drain.setDaemon(true);
        drain.start();
        try (keeper;
                FileChannel file = FileChannel.open(
                        folder.resolve("plain"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                double journaled = timed(threads, n -> journal.append(event(n), Journal.UNCONDITIONALLY));
                double written = timed(threads, n -> write(file, n));
                if (round >= 0) {
                    journalNanos[round] = journaled;
                    writeNanos[round] = written;
                }
            }
        }
        print("journal", journalNanos);
        print("FileChannel.write", writeNanos);
        System.out.printf(
                "ratio of the medians: %.2f; left to read: %,d bytes%n",
                median(journalNanos) / median(writeNanos), journal.unacknowledgedBytes());
    }

    private interface Step {
        void take(long number) throws IOException;
    }

    /** Nanoseconds an event took one thread. */
    private static double timed(int threads, Step step) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        long from = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> repeat(step));
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }
        return (double) (System.nanoTime() - from) / EVENTS_PER_ROUND;
    }

    private static void repeat(Step step) {
        try {
            for (long i = 0; i < EVENTS_PER_ROUND; i++) {
                step.take(i);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(FileChannel file, long number) throws IOException {
        file.write(ByteBuffer.wrap(new byte[BYTES]), number * BYTES);
    }

    private static void drain(Journal journal) {
        while (true) {
            journal.readNext(4_096);
            journal.acknowledge(journal.read());
        }
    }

    private static RequestEvent event(long number) {
        return new RequestEvent(
                RequestEvent.NOWHERE, 3, 20_781, 1_795_500_000_000L + number, CALLER, ROUTE, Outcome.ADMITTED, 1, null);
    }

    private static void print(String what, double[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%-18s %6.0f ns an event (median of %d rounds; %.0f to %.0f)%n",
                what, median(nanos), nanos.length, nanos[0], nanos[nanos.length - 1]);
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
