package dev.tollgate.auth.publish;

import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.Controls;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.contracts.KafkaConnection;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that carries the journal and the claims to Kafka. */
public final class Publishing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publishing.class);

    /**
     * How long events are gathered while there are some: fewer, larger batches. Everybody behind pays for a batch, and little
     * for one more event in it. Claims do not wait for it.
     */
    private static final long GATHER_NANOS = Duration.ofMillis(100).toNanos();

    /** How long an event may lie unnoticed where nothing happens. */
    private static final long IDLE_NANOS = Duration.ofMillis(50).toNanos();

    private static final long MAINTAIN_MS = 1_000;
    private static final Duration DRAIN_MAX = Duration.ofSeconds(8);

    private final Journal journal;
    private final GateClock clock;
    private final KafkaBatchLog batches;
    private final Publisher publisher;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    public Publishing(KafkaConnection kafka, String gateway, Journal journal, GateClock clock) {
        this.journal = journal;
        this.clock = clock;
        this.batches = new KafkaBatchLog(kafka, gateway);
        this.publisher = new Publisher(gateway, journal, batches, clock, this::wake);
    }

    /** Where claims go. */
    public Controls controls() {
        return publisher;
    }

    /** Starts, and ends what former runs of this gateway may still hold. */
    public synchronized void start(Allowances allowances) {
        publisher.fence(allowances.epoch() - 1);
        Thread started = new Thread(() -> run(allowances), "publisher");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Sends what is journaled, and stops. What Kafka does not take in time stays in the journal. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
            stopping = true;
        }
        if (running != null) {
            LockSupport.unpark(running);
            try {
                running.join(DRAIN_MAX.toMillis() + 2 * KafkaBatchLog.BLOCK_MS_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        batches.close();
    }

    private synchronized void wake() {
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private void run(Allowances allowances) {
        long maintainedAt = 0;
        long sentAt = clock.nanos();
        while (!stopping) {
            long now = clock.millis();
            if (Math.abs(now - maintainedAt) >= MAINTAIN_MS) {
                maintainedAt = now;
                insist(() -> allowances.maintain(clock.now()));
            }
            // Not each time that it is woken, which acknowledgements do, too.
            if (publisher.isBehind() || clock.nanos() - sentAt >= GATHER_NANOS) {
                insist(() -> publisher.step(allowances));
                sentAt = clock.nanos();
            } else {
                insist(() -> publisher.hurry(allowances));
            }
            if (!publisher.isBehind()) {
                LockSupport.parkNanos(publisher.isBusy() ? sentAt + GATHER_NANOS - clock.nanos() : IDLE_NANOS);
            }
        }
        drain(allowances);
    }

    private void drain(Allowances allowances) {
        long end = clock.nanos() + DRAIN_MAX.toNanos();
        while (!publisher.isDrained() && clock.nanos() < end) {
            insist(() -> publisher.step(allowances));
            LockSupport.parkNanos(GATHER_NANOS);
        }
        if (!publisher.isDrained()) {
            log.warn(
                    "Stopped with {} bytes of events that Kafka has not taken; the next start sends them",
                    journal.unacknowledgedBytes());
        }
    }

    private static void insist(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("Publishing failed; it is tried again, and nothing is lost", e);
        }
    }
}
