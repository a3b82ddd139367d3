package dev.tollgate.auth;

import dev.tollgate.auth.allowance.AllowanceMetrics;
import dev.tollgate.auth.allowance.Allowances;
import dev.tollgate.auth.allowance.GateClock;
import dev.tollgate.auth.allowance.Timer;
import dev.tollgate.auth.decision.Gate;
import dev.tollgate.auth.http.Decider;
import dev.tollgate.auth.http.GuessThrottle;
import dev.tollgate.auth.journal.GatewayIdentity;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.JournalKeeper;
import dev.tollgate.auth.journal.JournalMetrics;
import dev.tollgate.auth.journal.SegmentFiles;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.auth.migration.Migration;
import dev.tollgate.auth.migration.MigrationSettings;
import dev.tollgate.auth.publish.Publishing;
import dev.tollgate.contracts.v1.QuotaState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What decides: the gate, its allowances, its journal and who carries that to Kafka. */
@Configuration(proxyBeanMethods = false)
class GateConfiguration {
    private static final int ANSWERING_THREADS = 4;

    @Bean
    GatewayIdentity gatewayIdentity(AuthApiSettings settings) {
        return GatewayIdentity.open(journalDirectory(settings));
    }

    @Bean
    Journal journal(AuthApiSettings settings, GatewayIdentity identity, MeterRegistry registry) throws IOException {
        SegmentFiles files = new SegmentFiles(journalDirectory(settings), identity, SegmentFiles.SEGMENT_BYTES);
        Journal journal =
                new Journal(files, settings.journal().spill().maxSize().toBytes());
        JournalMetrics.register(journal, registry);
        return journal;
    }

    @Bean
    JournalKeeper journalKeeper(AuthApiSettings settings, Journal journal) {
        return new JournalKeeper(journal, settings.journal().forceInterval());
    }

    @Bean(destroyMethod = "")
    Publishing publishing(AuthApiSettings settings, GatewayIdentity identity, Journal journal) {
        return new Publishing(settings.kafka(), identity.gateway(), journal, GateClock.SYSTEM);
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledThreadPoolExecutor waitTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemon("wait-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Bean(destroyMethod = "shutdown")
    ExecutorService answeringThreads() {
        return Executors.newFixedThreadPool(ANSWERING_THREADS, daemon("answers"));
    }

    @Bean
    Allowances allowances(
            GatewayIdentity identity,
            Publishing publishing,
            ScheduledThreadPoolExecutor waitTimer,
            ExecutorService answeringThreads,
            MeterRegistry registry) {
        return new Allowances(
                identity,
                GateClock.SYSTEM,
                publishing.controls(),
                timer(waitTimer),
                answeringThreads,
                new AllowanceMetrics(registry));
    }

    @Bean
    Gate gate(
            KeyDirectory keys,
            PlanDirectory plans,
            Views views,
            Allowances allowances,
            Journal journal,
            MeterRegistry registry) {
        Gate gate = new Gate(keys, plans, views, allowances, journal, GateClock.SYSTEM);
        FunctionCounter.builder("tollgate.refusals.unmetered", gate, Gate::unmeteredRefusals)
                .description("Refusals that were answered but not metered, because the journal was full")
                .register(registry);
        return gate;
    }

    /** The gate, and for keys that it does not know the old system, where there is one. */
    @Bean
    Decider decider(
            AuthApiSettings settings,
            GatewayIdentity identity,
            Gate gate,
            KeyDirectory keys,
            GuessThrottle guesses,
            ExecutorService answeringThreads,
            MeterRegistry registry) {
        AuthApiSettings.OldSystem oldSystem = settings.oldSystem();
        if (oldSystem.url().isBlank()) {
            return gate::decide;
        }
        return new Migration(
                new MigrationSettings(
                        URI.create(oldSystem.url()), oldSystem.token(), settings.kafka(), identity.gateway()),
                gate::decide,
                keys,
                source -> guesses.isFull(source, GateClock.SYSTEM.millis()),
                answeringThreads,
                registry);
    }

    @Bean
    Consumer<QuotaState> quotaStates(Allowances allowances) {
        return allowances::hear;
    }

    @Bean
    SmartLifecycle publishingLifecycle(Publishing publishing, Allowances allowances) {
        return new PublishingLifecycle(publishing, allowances);
    }

    private static Path journalDirectory(AuthApiSettings settings) {
        return Path.of(settings.dataDir()).resolve("journal");
    }

    private static Timer timer(ScheduledThreadPoolExecutor executor) {
        return (delayMs, task) -> {
            Future<?> pending = executor.schedule(task, delayMs, TimeUnit.MILLISECONDS);
            return () -> pending.cancel(false);
        };
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Publishes from before the first request until after the last. */
    private static final class PublishingLifecycle implements SmartLifecycle {
        private final Publishing publishing;
        private final Allowances allowances;
        private volatile boolean running;

        PublishingLifecycle(Publishing publishing, Allowances allowances) {
            this.publishing = publishing;
            this.allowances = allowances;
        }

        @Override
        public int getPhase() {
            // Started before the web server, and stopped after it.
            return 0;
        }

        @Override
        public void start() {
            publishing.start(allowances);
            running = true;
        }

        @Override
        public void stop() {
            publishing.close();
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
