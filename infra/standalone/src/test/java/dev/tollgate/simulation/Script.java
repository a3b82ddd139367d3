package dev.tollgate.simulation;

import dev.tollgate.simulation.Tally.Happened;

/** How a seed becomes a course of events; each kind has seeds of its own. */
enum Script {
    /** Any trouble, at any time. */
    SCHEDULE("shouldHoldWhateverHappens") {
        @Override
        Cluster playOut(long seed) {
            return Schedule.play(seed);
        }
    },
    /** Little of everything, but troubles that meet. */
    DRILL("shouldHoldWhereTroublesMeet") {
        @Override
        Cluster playOut(long seed) {
            return Drill.play(seed);
        }
    };

    /** Of {@link AllowanceSimulationTest}. */
    private final String test;

    Script(String test) {
        this.test = test;
    }

    /**
     * Plays the script of {@code seed}, to its reckoning.
     *
     * @return how often what happened
     * @throws Violation if anything happened that must not; its message does not name the seed
     */
    Tally play(long seed) {
        try {
            Cluster played = playOut(seed);
            played.tally.add(Happened.SCHEDULE);
            return played.tally;
        } catch (RuntimeException e) {
            throw new Violation(e);
        }
    }

    /**
     * Plays those of the seeds from one on.
     *
     * @return how often what happened in all of them
     * @throws AssertionError at the first violation; its message begins with the seed, and says how to play it again
     */
    Tally play(long firstSeed, long count) {
        Tally all = new Tally();
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            try {
                all.addAll(play(seed));
            } catch (Violation e) {
                throw new AssertionError(this + " " + seed + " (" + replay(seed) + "): " + e.getMessage(), e);
            }
        }
        return all;
    }

    private String replay(long seed) {
        return "mvn -pl infra/standalone -am verify -Dtest=AllowanceSimulationTest#" + test
                + " -Dsurefire.failIfNoSpecifiedTests=false"
                + " -DskipITs -Dsimulation.schedules=1 -Dsimulation.trace=true -Dsimulation.seed=" + seed;
    }

    abstract Cluster playOut(long seed);
}
