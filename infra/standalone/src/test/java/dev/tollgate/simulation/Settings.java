package dev.tollgate.simulation;

import dev.tollgate.contracts.UtcDay;
import java.util.List;
import java.util.Random;

/**
 * What one schedule is like, drawn from its seed.
 *
 * @param gateways how many there are
 * @param startMillis the wall clock at the start
 * @param lengthMicros how long there is trouble
 * @param latencyScale 1 for machines beside each other
 * @param batchesLost how likely a batch does not arrive, and breaks its session
 * @param batchesTwice how likely one arrives once more
 * @param acknowledgementsLost how likely an acknowledgement does not
 * @param pausesAmidSteps how likely time passes between two steps
 * @param clocks what can happen to clocks
 * @param clocksDisturbed how often
 * @param troubles how many there are
 * @param forceMillis how often a journal is brought to the disk
 */
record Settings(
        int gateways,
        long startMillis,
        long lengthMicros,
        long latencyScale,
        double batchesLost,
        double batchesTwice,
        double acknowledgementsLost,
        double pausesAmidSteps,
        Clocks clocks,
        int clocksDisturbed,
        int troubles,
        long forceMillis) {

    static final long SECOND = 1_000_000;

    private static final int DAY = 20_000;

    /** What happens to clocks. A lease looks at two because one of them can mislead; not both can. */
    enum Clocks {
        STEADY,
        /** The machine sleeps: its monotonic clock stands still. */
        SLEEPING,
        /** The wall clock is set. */
        SET
    }

    static Settings draw(Random random) {
        Settings wild = drawWild(random);
        return random.nextInt(8) == 0 ? wild.calm() : wild;
    }

    private static Settings drawWild(Random random) {
        long length = (10 + random.nextInt(110)) * SECOND;
        boolean midnight = random.nextInt(3) == 0;
        long beforeMidnightMillis = midnight ? (long) (random.nextDouble() * length / 1_000) : UtcDay.MILLIS / 2;
        return new Settings(
                oneOf(random, 1, 2, 2, 3, 3, 4),
                UtcDay.startMillis(DAY + 1) - beforeMidnightMillis,
                length,
                oneOf(random, 1, 1, 5, 20, 60),
                random.nextInt(3) == 0 ? 0.002 : 0,
                random.nextInt(6) == 0 ? 0.3 : 0,
                List.of(0.0, 0.0, 0.002, 0.02, 0.1).get(random.nextInt(5)),
                List.of(0.0, 0.002, 0.01, 0.05).get(random.nextInt(4)),
                Clocks.values()[random.nextInt(Clocks.values().length)],
                random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 0,
                1 + random.nextInt(8),
                oneOf(random, 200, 1_000, 10_000));
    }

    /** Machines beside each other, with few losses: what goes wrong in a drill does so at its moments. */
    static Settings drawForADrill(Random random, long lengthMicros) {
        return new Settings(
                oneOf(random, 2, 2, 3),
                UtcDay.startMillis(DAY) + UtcDay.MILLIS / 2,
                lengthMicros,
                oneOf(random, 1, 1, 5),
                0,
                random.nextInt(6) == 0 ? 0.3 : 0,
                random.nextInt(6) == 0 ? 0.02 : 0,
                random.nextInt(3) == 0 ? 0.002 : 0,
                Clocks.SET,
                0,
                1,
                1_000);
    }

    private Settings calm() {
        return new Settings(
                gateways,
                startMillis,
                lengthMicros,
                Math.min(latencyScale, 5),
                0,
                0,
                0,
                0,
                Clocks.STEADY,
                0,
                0,
                forceMillis);
    }

    /** Whether nothing goes wrong, and machines are beside each other. */
    boolean isCalm() {
        return troubles == 0;
    }

    /** The day in which it begins. */
    static int firstDay() {
        return DAY;
    }

    private static int oneOf(Random random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
