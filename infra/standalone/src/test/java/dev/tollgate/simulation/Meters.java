package dev.tollgate.simulation;

import dev.tollgate.auth.allowance.AllowanceMetrics;
import dev.tollgate.simulation.Tally.Happened;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The product's own counters of one process, read. */
final class Meters {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final AllowanceMetrics allowances = new AllowanceMetrics(registry);
    private final FunctionCounter unleased = counter("unleased");
    private long unleasedSeen;

    /** Whether a request has been admitted without an allowance since the last time this was asked. */
    boolean oneMoreUnleased() {
        long now = (long) unleased.count();
        boolean more = now > unleasedSeen;
        unleasedSeen = now;
        return more;
    }

    /** All requests that asked for quota and do not wait any more. */
    long decided() {
        return count("in.hand") + count("granted") + count("unleased") + count("exhausted") + count("unanswered");
    }

    void addTo(Tally tally) {
        tally.add(Happened.ADMITTED_AFTER_A_WAIT, count("granted"));
        tally.add(Happened.ADMITTED_UNLEASED, count("unleased"));
        tally.add(Happened.CLAIM, count("claims"));
        tally.add(Happened.GRANT, count("grants"));
        tally.add(Happened.RECALL, count("recalled"));
        tally.add(Happened.LAPSE, count("lapses"));
    }

    private long count(String name) {
        return (long) counter(name).count();
    }

    private FunctionCounter counter(String name) {
        return registry.get("tollgate.allowance." + name).functionCounter();
    }
}
