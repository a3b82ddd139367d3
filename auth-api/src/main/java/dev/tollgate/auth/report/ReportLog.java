package dev.tollgate.auth.report;

import dev.tollgate.contracts.v1.UsageReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The log, as who takes reports sees it. */
public interface ReportLog {
    /** Puts reports into the log. Done when all of them are there; failed, when some may not be. */
    CompletableFuture<Void> put(List<UsageReport> reports);
}
