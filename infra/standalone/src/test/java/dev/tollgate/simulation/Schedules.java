package dev.tollgate.simulation;

/** Plays schedules, one for each seed. */
final class Schedules {
    private Schedules() {}

    /**
     * Plays those from a seed on.
     *
     * @return how often what happened in all of them
     * @throws AssertionError at the first violation; its message begins with the seed, and says how to play it again
     */
    static Tally play(long firstSeed, long count) {
        Tally all = new Tally();
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            try {
                all.addAll(Schedule.play(seed));
            } catch (Violation e) {
                throw new AssertionError("Seed " + seed + " (" + replay(seed) + "): " + e.getMessage(), e);
            }
        }
        return all;
    }

    private static String replay(long seed) {
        return "mvn -pl infra/standalone -am verify -Dtest=AllowanceSimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -DskipITs -Dsimulation.schedules=1 -Dsimulation.trace=true -Dsimulation.seed=" + seed;
    }
}
