package dev.tollgate.simulation;

import org.jspecify.annotations.Nullable;

/** The way into the simulation from another class loader. */
final class Replay {
    private Replay() {}

    /** Null if the schedule of {@code seed} is played without a violation, or the rule that is broken, and how. */
    static @Nullable String play(long seed) {
        try {
            Schedule.play(seed);
            return null;
        } catch (Violation e) {
            return e.getMessage();
        }
    }
}
