package dev.tollgate.auth.allowance;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/**
 * How requests on limited plans came by their quota, and what was said to the ledger for that.
 *
 * <p>All requests that asked for quota = in hand + granted + unleased + exhausted + unanswered + abandoned + those that
 * wait now; of these, waited is how many had to wait. Of the claims, recalled gave something back. Alert when unleased, unanswered or
 * lapses grow: the ledger is not answering in time.
 */
public final class AllowanceMetrics {
    /** What was not admitted after all is taken back. */
    final LongAdder inHand;

    final LongAdder granted;
    final LongAdder unleased;
    final LongAdder exhausted;
    final LongAdder unanswered;
    final LongAdder abandoned;
    final LongAdder waited;
    final LongAdder claims;
    final LongAdder recalled;
    final LongAdder grants;
    final LongAdder lapses;

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

    private static LongAdder counter(MeterRegistry registry, String name, String description) {
        LongAdder count = new LongAdder();
        FunctionCounter.builder("tollgate.allowance." + name, count, LongAdder::sum)
                .description(description)
                .register(registry);
        return count;
    }
}
