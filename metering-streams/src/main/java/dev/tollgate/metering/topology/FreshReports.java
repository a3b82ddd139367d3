package dev.tollgate.metering.topology;

import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.UsageReport;
import java.util.List;

/**
 * Reports that were not there before.
 *
 * @param position of the batch that brought them
 */
record FreshReports(LogPosition position, List<UsageReport> reports) {}
