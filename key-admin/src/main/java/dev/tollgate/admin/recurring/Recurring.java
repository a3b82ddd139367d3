package dev.tollgate.admin.recurring;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Work that is done every few seconds, on a thread of its own. Where it fails it is tried again, and the log says so once. */
public final class Recurring implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Recurring.class);

    private final String thread;
    private final Duration pause;
    private final Runnable work;
    private final String failure;
    private @Nullable ScheduledThreadPoolExecutor executor;
    private boolean failing;

    /**
     * Is started with the application.
     *
     * @param thread its name
     * @param pause between the end of the work and its next begin
     * @param failure what does not happen where it fails, for an operator
     */
    public Recurring(String thread, Duration pause, Runnable work, String failure) {
        this.thread = thread;
        this.pause = pause;
        this.work = work;
        this.failure = failure;
    }

    private void run() {
        try {
            work.run();
            failing = false;
        } catch (RuntimeException e) {
            if (!isRunning()) {
                log.debug("{} failed when it was to stop.", thread, e);
            } else if (!failing) {
                failing = true;
                log.warn("{}; it is tried again ({})", failure, e.toString());
            }
        }
    }

    @Override
    public synchronized void start() {
        ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, thread);
            made.setDaemon(true);
            return made;
        });
        var unused = started.scheduleWithFixedDelay(this::run, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        executor = started;
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
