package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.report.CloudEvents;
import dev.tollgate.auth.report.ReportLog;
import java.util.function.Function;

/**
 * What takes reports of usage.
 *
 * @param identify who asks, and whether they may
 * @param events reads what they report
 * @param log where it goes
 */
public record ReportIntake(Function<GateRequest, Decision> identify, CloudEvents events, ReportLog log) {}
