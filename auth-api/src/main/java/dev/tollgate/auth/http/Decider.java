package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.GateRequest;
import dev.tollgate.auth.decision.Verdict;

/** Decides requests. Called by many threads at once; must not block. */
@FunctionalInterface
public interface Decider {
    /** The verdict on {@code request}. An admitted one has been counted when this returns. */
    Verdict decide(GateRequest request);
}
