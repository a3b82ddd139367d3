package dev.tollgate.auth.allowance;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How requests on limited plans came by their quota, and what was said to the ledger for that.
 *
 * <p>All requests that asked for quota = in hand + granted + unleased + exhausted + unanswered + abandoned + those that
 * wait now; of these, waited is how many had to wait. Of the claims, recalled gave something back. Alert when unleased, unanswered or
 * lapses grow: the ledger is not answering in time.
 */
public final class AllowanceMetrics {
    final Counter inHand;
    final Counter granted;
    final Counter unleased;
    final Counter exhausted;
    final Counter unanswered;
    final Counter abandoned;
    final Counter waited;
    final Counter claims;
    final Counter recalled;
    final Counter grants;
    final Counter lapses;

    public AllowanceMetrics(MeterRegistry registry) {
        inHand = counter(registry, "in.hand", "Requests admitted at once, from an allowance in hand");
        granted = counter(registry, "granted", "Requests admitted after they waited for a grant");
        unleased = counter(registry, "unleased", "Requests admitted without an allowance, because none came in time");
        exhausted = counter(registry, "exhausted", "Requests refused with 429: nothing is left of the quota");
        unanswered = counter(registry, "unanswered", "Requests refused with 503: no allowance came in time");
        abandoned =
                counter(registry, "abandoned", "Requests that nobody waited for any more, and that were not counted");
        waited = counter(registry, "waited", "Requests that had to wait for the ledger");
        claims = counter(registry, "claims", "Claims made; one that has not left is replaced by the next");
        recalled = counter(registry, "recalled", "Claims that gave back what the ledger recalled");
        grants = counter(registry, "grants", "Answers of the ledger that raised what may be admitted");
        lapses = counter(registry, "lapses", "Epochs that ended because their lease was over");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("tollgate.allowance." + name)
                .description(description)
                .register(registry);
    }
}
