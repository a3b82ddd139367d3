package dev.tollgate.auth.report;

import dev.tollgate.contracts.v1.UsageReport;
import org.jspecify.annotations.Nullable;

/**
 * An event of a batch, as it was understood.
 *
 * @param id the event's own; null if it has none
 * @param usage what it reports; null if it is no good
 * @param error why it is no good, for who sent it; null if it is
 */
public record Report(
        @Nullable String id,
        @Nullable UsageReport usage,
        @Nullable String error) {}
