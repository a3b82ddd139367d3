package dev.tollgate.auth.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks after a journal's files: makes them ahead, deletes them, and brings them to the disk. */
public final class JournalKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JournalKeeper.class);

    private static final long TEND_NANOS = Duration.ofMillis(50).toNanos();
    /** To ask a full disk for a segment is work in itself. */
    private static final long TEND_FULL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Journal journal;
    private final long forceNanos;
    private final Thread thread;
    private volatile boolean stopping;
    private boolean forceFailed;

    /** @param forceInterval how much time a power loss may cost; zero to leave that to the operating system */
    public JournalKeeper(Journal journal, Duration forceInterval) {
        this.journal = journal;
        this.forceNanos = forceInterval.toNanos();
        this.thread = new Thread(this::run, "journal");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long forcedAt = System.nanoTime();
        while (!stopping) {
            journal.tend();
            long now = System.nanoTime();
            if (forceNanos > 0 && now - forcedAt >= forceNanos) {
                forcedAt = now;
                force();
            }
            LockSupport.parkNanos(journal.isShortOfRoom() ? TEND_FULL_NANOS : TEND_NANOS);
        }
        journal.tend();
        force();
    }

    private void force() {
        try {
            journal.force();
            if (forceFailed) {
                forceFailed = false;
                log.info("The disk takes the journal again.");
            }
        } catch (IOException e) {
            if (!forceFailed) {
                forceFailed = true;
                log.error("The disk does not take the journal: a power loss would now cost what is not in Kafka.", e);
            }
        }
    }

    /** Leaves the journal on disk as it is, and waits for that. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
