package dev.tollgate.auth.status;

import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.v1.GatewayStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Tells the topic gateway-status how this gateway is, again and again. */
public final class StatusReports implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(StatusReports.class);
    private static final Duration EACH = Duration.ofSeconds(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(1);
    private static final long WINDOW_MS = 60_000;

    private final Supplier<StatusLog> open;
    private final GatewayState state;
    private final RecentAnswers answers = new RecentAnswers(WINDOW_MS);
    private @Nullable ScheduledExecutorService timer;
    private @Nullable StatusLog statusLog;

    public StatusReports(KafkaConnection kafka, String gateway, GatewayState state) {
        this.open = () -> new StatusLog(kafka, gateway);
        this.state = state;
    }

    /** How the gateway is, as far as others know it. */
    public interface GatewayState {
        /** Whether the topic is there. Who writes before makes one with a broker's defaults. */
        boolean canBeTold();

        /** All but what it answered lately. */
        GatewayStatus.Builder now();

        /** How often each outcome was answered since the start. */
        Map<String, Long> answered();
    }

    private void report(StatusLog to) {
        try {
            if (!state.canBeTold()) {
                return;
            }
            GatewayStatus.Builder status = state.now();
            RecentAnswers.Window window = answers.count(state.answered(), status.getSaidAtMs());
            status.setWindowFromMs(window.fromMs());
            window.requests()
                    .forEach((outcome, requests) ->
                            status.addAnsweredBuilder().setOutcome(outcome).setRequests(requests));
            to.say(status.build());
        } catch (RuntimeException e) {
            log.error("This gateway's status could not be told; it is tried again", e);
        }
    }

    @Override
    public synchronized void start() {
        StatusLog opened = open.get();
        statusLog = opened;
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "status");
            thread.setDaemon(true);
            return thread;
        });
        timer = started;
        var unused = started.scheduleWithFixedDelay(
                () -> report(opened), EACH.toMillis(), EACH.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (timer == null || statusLog == null) {
            return;
        }
        timer.shutdown();
        try {
            // Its last word is the farewell.
            if (timer.awaitTermination(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS) && state.canBeTold()) {
                statusLog.sayFarewell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        statusLog.close();
        timer = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    @Override
    public int getPhase() {
        // Started before the web server, and stopped after it.
        return 0;
    }
}
