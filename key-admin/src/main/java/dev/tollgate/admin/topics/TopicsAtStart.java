package dev.tollgate.admin.topics;

import dev.tollgate.admin.plan.Plans;
import dev.tollgate.contracts.KafkaConnection;
import dev.tollgate.contracts.TopicSetup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Makes sure that the topics are there, then begins to read them. While Kafka is away the API works all the same: what
 * it has to tell waits in the outbox.
 */
@Component("topics")
final class TopicsAtStart implements SmartLifecycle, HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(TopicsAtStart.class);
    private static final long RETRY_MS = 1_000;
    private static final long STOP_MS_MAX = 3_000;

    private final KafkaConnection kafka;
    private final Plans plans;
    private final List<ConcurrentMessageListenerContainer<byte[], byte[]>> listeners;
    private volatile boolean there;
    private volatile @Nullable String problem;
    private volatile @Nullable Thread thread;

    TopicsAtStart(
            KafkaConnection kafka, Plans plans, List<ConcurrentMessageListenerContainer<byte[], byte[]>> listeners) {
        this.kafka = kafka;
        this.plans = plans;
        this.listeners = listeners;
    }

    @Override
    public void start() {
        plans.publishSeeded();
        Thread started = new Thread(this::run, "topics-at-start");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    @Override
    public void stop() {
        Thread stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
            try {
                stopping.join(STOP_MS_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        listeners.forEach(ConcurrentMessageListenerContainer::stop);
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public Health health() {
        if (there) {
            return Health.up().build();
        }
        String why = problem;
        return Health.outOfService()
                .withDetail("problem", why == null ? "Kafka does not answer yet." : why)
                .build();
    }

    private void run() {
        try {
            while (!areThere()) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            }
            there = true;
            listeners.forEach(ConcurrentMessageListenerContainer::start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            problem = e.getMessage();
            log.error("The topics cannot be worked with: {}", e.getMessage());
        }
    }

    private boolean areThere() throws InterruptedException {
        try (Admin admin = Admin.create(kafka.with(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000)))) {
            TopicSetup.ensure(admin);
            return true;
        } catch (ExecutionException | KafkaException e) {
            String why = kafka.whyNot(e);
            if (!why.equals(problem)) {
                problem = why;
                log.warn("{}", why);
            }
            return false;
        }
    }
}
