package dev.tollgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulation.Tally.Happened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The quota is exact and every admitted request is counted once, whatever the schedule. A failure names its seed.
 *
 * <p>{@code -Dsimulation.schedules} says how many, {@code -Dsimulation.seed} from which seed on, and
 * {@code -Dsimulation.trace=true} has one told step by step. There is a drill for each four schedules, and at least one.
 */
@ExtendWith(WithoutLog.class)
class AllowanceSimulationTest {
    private static final long SCHEDULES = Long.getLong("simulation.schedules", 2_000);
    private static final long DRILLS = Math.max(1, SCHEDULES / 4);
    private static final long FIRST_SEED = Long.getLong("simulation.seed", 1);

    /** In fewer some trouble may not happen. */
    private static final long SCHEDULES_FOR_ALL_TROUBLE = 1_000;

    @Test
    void shouldHoldWhateverHappens() {
        Tally tally = Script.SCHEDULE.play(FIRST_SEED, SCHEDULES);

        System.out.println(tally);
        assertThat(tally.of(Happened.SCHEDULE)).isEqualTo(SCHEDULES);
        if (SCHEDULES >= SCHEDULES_FOR_ALL_TROUBLE) {
            assertThat(Happened.values())
                    .as("a simulation in which something never happens proves nothing about it")
                    .allMatch(what -> tally.of(what) > 0);
        }
    }

    @Test
    void shouldHoldWhereTroublesMeet() {
        Tally tally = Script.DRILL.play(FIRST_SEED, DRILLS);

        System.out.println(tally);
        assertThat(tally.of(Happened.SCHEDULE)).isEqualTo(DRILLS);
    }

    @ParameterizedTest
    @EnumSource(Script.class)
    void shouldPlayTheSameForTheSameSeed(Script script) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++) {
            assertThat(script.play(seed, 1))
                    .as("%s %s", script, seed)
                    .hasToString(script.play(seed, 1).toString());
        }
    }
}
