package dev.tollgate.auth.migration;

import dev.tollgate.auth.decision.Credential.Token;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.decision.Verdict.Waiting;
import dev.tollgate.auth.http.Decider;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.migration.FirstUse.End;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.KeyPeppers.Hashed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a request whose key is not known wait while the old system is asked for it, and, if it is one there, until it has been
 * taken over and is known here. Then the gate decides, as of any key: nothing is admitted by what the old system says alone.
 *
 * <p>A key is asked for once at a time, whoever comes with it, and {@value #ASKED_AT_ONCE_MAX} keys at a time.
 */
final class FirstUses implements Decider {
    static final int ASKED_AT_ONCE_MAX = 64;

    private static final Logger log = LoggerFactory.getLogger(FirstUses.class);

    private final Decider gate;
    private final KeyDirectory keys;
    private final OldSystem oldSystem;
    private final MigrationLog migrations;
    private final Predicate<InetAddress> guesses;
    private final Duration waitMax;
    private final Executor threads;

    private final Map<KeyHash, FirstUse> asked = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(ASKED_AT_ONCE_MAX);
    private final Map<End, Counter> ends = new EnumMap<>(End.class);
    private final Counter crowded;
    private final AtomicBoolean troubled = new AtomicBoolean();

    /**
     * @param gate decides all requests; those whose key it does not know come here
     * @param guesses from where too many unknown keys came lately: they are not asked for
     * @param waitMax how long a request waits for its key to be known
     */
    FirstUses(
            Decider gate,
            KeyDirectory keys,
            OldSystem oldSystem,
            MigrationLog migrations,
            Predicate<InetAddress> guesses,
            Duration waitMax,
            Executor threads,
            MeterRegistry registry) {
        this.gate = gate;
        this.keys = keys;
        this.oldSystem = oldSystem;
        this.migrations = migrations;
        this.guesses = guesses;
        this.waitMax = waitMax;
        this.threads = threads;
        for (End end : End.values()) {
            ends.put(end, counter(end.name().toLowerCase(Locale.ROOT), registry));
        }
        crowded = counter("crowded", registry);
        keys.onArrival(this::arrived);
    }

    private static Counter counter(String end, MeterRegistry registry) {
        return Counter.builder("tollgate.first.uses")
                .description("Keys that the old system was asked for, by what came of it")
                .tag("end", end)
                .register(registry);
    }

    @Override
    public Verdict decide(GateRequest request) {
        Verdict verdict = gate.decide(request);
        if (!isUnknown(verdict)
                || !(request.credential() instanceof Token token)
                || !mayBeOld(token.text())
                || guesses.test(request.source())) {
            return verdict;
        }
        FirstUse use = askedFor(token.text());
        if (use == null) {
            crowded.increment();
            return unavailable();
        }
        Waiter waiter = new Waiter(request);
        return new Waiting(use.end().thenComposeAsync(waiter::decide, threads), waiter::abandon);
    }

    private static boolean isUnknown(Verdict verdict) {
        return verdict instanceof Refused refused && refused.reason() == Reason.KEY_INVALID;
    }

    /** What has our form we have made ourselves, or nobody has. */
    private static boolean mayBeOld(String token) {
        return !KeyFormat.isWellFormed(token) && KeyFormat.couldBeForeign(token);
    }

    /** Begins to ask, unless somebody has; null if too many are asked for. */
    private @Nullable FirstUse askedFor(String key) {
        Hashed hashed = keys.hash(key);
        FirstUse known = asked.get(hashed.hash());
        if (known != null) {
            return known;
        }
        if (!free.tryAcquire()) {
            return null;
        }
        FirstUse use = new FirstUse(hashed, new CompletableFuture<>());
        FirstUse faster = asked.putIfAbsent(hashed.hash(), use);
        if (faster != null) {
            free.release();
            return faster;
        }
        use.end().completeOnTimeout(End.LATE, waitMax.toMillis(), TimeUnit.MILLISECONDS);
        var unused = use.end().whenComplete((end, failure) -> ended(use, end));
        ask(use, key);
        return use;
    }

    private void ask(FirstUse use, String key) {
        // Before it was written down that it is asked for, it may have come.
        if (keys.find(use.key().hash()) != null) {
            use.end().complete(End.TAKEN_OVER);
            return;
        }
        var unused = oldSystem.ask(key).thenCompose(row -> handedOver(use, row)).exceptionally(failure -> {
            tell(failure);
            use.end().complete(End.UNAVAILABLE);
            return null;
        });
    }

    private CompletableFuture<Void> handedOver(FirstUse use, Optional<String> row) {
        if (row.isEmpty()) {
            use.end().complete(End.UNKNOWN);
            return CompletableFuture.completedFuture(null);
        }
        return migrations.put(use.key(), row.get());
    }

    private void arrived(KeyHash hash) {
        FirstUse use = asked.get(hash);
        if (use != null) {
            use.end().complete(End.TAKEN_OVER);
        }
    }

    private void ended(FirstUse use, End end) {
        asked.remove(use.key().hash(), use);
        free.release();
        Objects.requireNonNull(ends.get(end)).increment();
        if (end == End.LATE) {
            tellOnce(
                    "A key of the old system was handed over and has not come back. Is key-admin at work, and is an import"
                            + " on first use open? Its refusals say more.");
        } else if (end != End.UNAVAILABLE && troubled.compareAndSet(true, false)) {
            log.info("Keys of the old system can be asked for again.");
        }
    }

    private void tell(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        tellOnce("Keys of the old system cannot be asked for, and are refused with 503: " + cause);
    }

    /** Once, not with every request. */
    private void tellOnce(String sentence) {
        if (troubled.compareAndSet(false, true)) {
            log.warn("{}", sentence);
        }
    }

    private static Refused unavailable() {
        return new Refused(Reason.NOT_READY, null, null, 1);
    }

    /** A request that waits for its key, and then perhaps for an allowance. */
    private final class Waiter {
        private final GateRequest request;
        private boolean abandoned;
        private @Nullable Verdict verdict;

        Waiter(GateRequest request) {
            this.request = request;
        }

        CompletableFuture<Decision> decide(End end) {
            return switch (end) {
                case TAKEN_OVER -> decideNow();
                case UNKNOWN -> CompletableFuture.completedFuture(new Refused(Reason.KEY_INVALID, null, null, 0));
                case UNAVAILABLE, LATE -> CompletableFuture.completedFuture(unavailable());
            };
        }

        private synchronized CompletableFuture<Decision> decideNow() {
            if (abandoned) {
                return CompletableFuture.completedFuture(unavailable());
            }
            verdict = gate.decide(request);
            return verdict instanceof Waiting waiting
                    ? waiting.decision().toCompletableFuture()
                    : CompletableFuture.completedFuture((Decision) verdict);
        }

        /** Whether nothing had been decided: then nothing will be. */
        synchronized boolean abandon() {
            if (verdict instanceof Waiting waiting) {
                return waiting.abandon().getAsBoolean();
            }
            abandoned = true;
            return verdict == null;
        }
    }
}
