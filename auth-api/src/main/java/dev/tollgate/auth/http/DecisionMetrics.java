package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts what the edge answered. Every request to /api/v1/identity, /api/v1/me/usage and /auth is in one outcome of
 * {@code tollgate.decisions}, but preflights, methods that an endpoint does not have and paths that are refused before a
 * decision ({@code tollgate.requests.malformed}). Of reports of usage, those are there that may not be made. No key and no
 * account is ever a tag.
 */
final class DecisionMetrics {
    private final Counter admitted;
    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
    private final Map<Reason, Counter> shadowed = new EnumMap<>(Reason.class);
    private final Counter failed;
    private final Counter malformed;
    private final Timer latency;

    DecisionMetrics(MeterRegistry registry) {
        admitted = outcome("admitted", registry);
        for (Reason reason : Reason.values()) {
            refused.put(reason, outcome(reason.word(), registry));
            shadowed.put(reason, outcome("shadow_" + reason.word(), registry));
        }
        failed = outcome("failed", registry);
        malformed = Counter.builder("tollgate.requests.malformed")
                .description("Requests to /auth refused with 400 before a decision: gate and upstream could read them"
                        + " differently")
                .register(registry);
        latency = Timer.builder("tollgate.decision.latency")
                .description("From the request's headers to its decision, waiting for an allowance included")
                .serviceLevelObjectives(
                        Duration.ofNanos(50_000),
                        Duration.ofNanos(250_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                .register(registry);
    }

    private static Counter outcome(String outcome, MeterRegistry registry) {
        return Counter.builder("tollgate.decisions")
                .description("Requests by how they were decided")
                .tag("outcome", outcome)
                .register(registry);
    }

    void decided(Decision decision, long nanos) {
        Counter counter = admitted;
        if (decision instanceof Refused refusal) {
            counter = refused.get(refusal.reason());
        } else if (decision instanceof Admitted let && let.shadow() != null) {
            counter = shadowed.get(let.shadow());
        }
        if (counter != null) {
            counter.increment();
        }
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** No decision came: the gate threw, or took longer than it may. */
    void failed() {
        failed.increment();
    }

    void malformed() {
        malformed.increment();
    }
}
