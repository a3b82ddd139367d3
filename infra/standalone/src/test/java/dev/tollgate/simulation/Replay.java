package dev.tollgate.simulation;

import org.jspecify.annotations.Nullable;

/** The way into the simulation from another class loader. */
final class Replay {
    private Replay() {}

    /**
     * Null if the script of {@code seed} is played without a violation, or the rule that is broken, and how.
     *
     * @param script the name of a {@link Script}
     */
    static @Nullable String play(String script, long seed) {
        try {
            Script.valueOf(script).play(seed);
            return null;
        } catch (Violation e) {
            return e.getMessage();
        }
    }
}
