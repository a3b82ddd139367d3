package dev.tollgate.admin.audit;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has the audit log sealed, every few seconds. */
@Component
final class AuditSealing implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AuditSealing.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final AuditSeal seal;
    private @Nullable ScheduledThreadPoolExecutor executor;
    private boolean failing;

    AuditSealing(AuditSeal seal) {
        this.seal = seal;
    }

    @Override
    public synchronized void start() {
        ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "audit-seal");
            thread.setDaemon(true);
            return thread;
        });
        var unused = started.scheduleWithFixedDelay(this::seal, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        executor = started;
    }

    private void seal() {
        try {
            seal.sealWhatIsFinal();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn("The audit log cannot be sealed; it is tried again ({})", e.toString());
            }
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledThreadPoolExecutor running = executor;
        if (running != null) {
            running.shutdownNow();
            executor = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
