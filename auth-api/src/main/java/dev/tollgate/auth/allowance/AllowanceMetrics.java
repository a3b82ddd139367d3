package dev.tollgate.auth.allowance;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How requests on limited plans came by their quota. All that asked = in hand + waited + refused at once. Alert when
 * unleased or lapses grow: the ledger is not answering in time.
 */
public final class AllowanceMetrics {
    final Counter inHand;
    final Counter waited;
    final Counter unleased;
    final Counter lapses;

    public AllowanceMetrics(MeterRegistry registry) {
        inHand = counter(registry, "in.hand", "Requests admitted from an allowance in hand");
        waited = counter(registry, "waited", "Requests that waited for the ledger");
        unleased = counter(registry, "unleased", "Requests admitted without an allowance, because none came in time");
        lapses = counter(registry, "lapses", "Epochs that ended because their lease was over");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("tollgate.allowance." + name)
                .description(description)
                .register(registry);
    }
}
