package dev.tollgate.auth.journal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.function.ToDoubleFunction;

/**
 * What a journal says of itself. When its depth is 0, appended + replayed = acknowledged. Alert on a depth that does not
 * come back to 0, and on a size that nears the one it may have.
 */
public final class JournalMetrics {
    private JournalMetrics() {}

    /** Registers them. */
    public static void register(Journal journal, MeterRegistry registry) {
        counter(journal, registry, "appended", "Events that were taken", Journal::appendedEvents);
        counter(journal, registry, "replayed", "Events of earlier processes, to be sent", Journal::replayedEvents);
        counter(journal, registry, "acknowledged", "Events that are in Kafka", Journal::acknowledgedEvents);
        gauge(journal, registry, "depth", "Journal that is not in Kafka yet", Journal::unacknowledgedBytes);
        gauge(journal, registry, "size", "Disk space of the journal's segments", Journal::sizeBytes);
    }

    private static void counter(
            Journal journal, MeterRegistry registry, String name, String description, ToDoubleFunction<Journal> count) {
        FunctionCounter.builder("tollgate.journal." + name, journal, count)
                .description(description)
                .register(registry);
    }

    private static void gauge(
            Journal journal, MeterRegistry registry, String name, String description, ToDoubleFunction<Journal> value) {
        Gauge.builder("tollgate.journal." + name, journal, value)
                .baseUnit(BaseUnits.BYTES)
                .description(description)
                .register(registry);
    }
}
