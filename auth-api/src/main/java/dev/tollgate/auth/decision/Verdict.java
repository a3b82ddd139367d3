package dev.tollgate.auth.decision;

import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** What the gate says at once: a decision, or that one will follow. */
public sealed interface Verdict permits Decision, Verdict.Waiting {
    /**
     * An allowance must be waited for. Nobody needs to hold a thread.
     *
     * @param decision completed within the time that the gate is willing to wait, never exceptionally
     * @param abandon to be asked by whoever no longer waits: true if nothing had been decided; then it never will be, and
     *     nothing is counted
     */
    record Waiting(CompletionStage<Decision> decision, BooleanSupplier abandon) implements Verdict {}
}
