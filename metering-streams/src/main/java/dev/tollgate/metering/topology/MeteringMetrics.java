package dev.tollgate.metering.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What the pipeline counts of itself. Of what this process applied: batches = malformed + taken; events of taken batches =
 * fresh + duplicate; of the fresh ones, late may exceed a quota. After a crash a batch may be applied, and counted here, again; usage never is. Alert on any dead
 * letter: it is usage that somebody has to look at.
 */
public final class MeteringMetrics {
    final Counter batches;
    final Counter freshEvents;
    final Counter duplicateEvents;
    final Counter lateEvents;
    final Counter claims;
    final Counter quotaStates;
    final Counter freshReports;
    final Counter duplicateReports;
    final Counter deadLetters;

    public MeteringMetrics(MeterRegistry registry) {
        batches = counter(registry, "tollgate.metering.batches", "Records read from request-events");
        freshEvents = counter(registry, "tollgate.metering.events.fresh", "Events counted");
        duplicateEvents = counter(registry, "tollgate.metering.events.duplicate", "Events sent again, and dropped");
        lateEvents = counter(
                registry,
                "tollgate.metering.events.late",
                "Events admitted by runs that had been given up when they came");
        claims = counter(registry, "tollgate.metering.claims", "Claims for allowances");
        quotaStates = counter(registry, "tollgate.metering.quota.states", "Answers and news to gateways");
        freshReports = counter(registry, "tollgate.metering.reports.fresh", "Reports of usage counted");
        duplicateReports =
                counter(registry, "tollgate.metering.reports.duplicate", "Reports of usage sent again, and dropped");
        deadLetters = counter(registry, "tollgate.metering.dead.letters", "Records put aside, whole or in part");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
