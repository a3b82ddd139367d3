package dev.tollgate.auth.decision;

import java.util.concurrent.CompletionStage;

/** What the gate says at once: a decision, or that one will follow. */
public sealed interface Verdict {
    /**
     * Decided.
     *
     * @param decision how
     */
    record Decided(Decision decision) implements Verdict {}

    /**
     * An allowance must be waited for. Nobody needs to hold a thread.
     *
     * @param decision completed within the time that the gate is willing to wait, never exceptionally
     */
    record Waiting(CompletionStage<Decision> decision) implements Verdict {}
}
