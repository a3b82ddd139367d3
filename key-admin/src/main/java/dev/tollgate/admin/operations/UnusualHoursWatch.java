package dev.tollgate.admin.operations;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has unusual hours looked for, again and again. */
@Component
final class UnusualHoursWatch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(UnusualHoursWatch.class);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration PAUSE_MIN = Duration.ofSeconds(30);

    /** However many keys there are, no more than a part in so many of the time is spent on looking. */
    private static final int PART_MAX = 50;

    private final UnusualHours hours;
    private @Nullable ScheduledExecutorService timer;

    UnusualHoursWatch(UnusualHours hours) {
        this.hours = hours;
    }

    private void look() {
        long start = System.nanoTime();
        try {
            hours.look();
        } catch (RuntimeException e) {
            log.warn("Unusual use could not be looked for; it is tried again ({})", e.toString());
        }
        Duration pause = Duration.ofNanos(System.nanoTime() - start).multipliedBy(PART_MAX);
        lookIn(pause.compareTo(PAUSE_MIN) < 0 ? PAUSE_MIN : pause);
    }

    private synchronized void lookIn(Duration pause) {
        if (timer != null) {
            var unused = timer.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void start() {
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "unusual-hours");
            thread.setDaemon(true);
            return thread;
        });
        lookIn(FIRST);
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }
}
