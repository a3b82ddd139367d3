package dev.tollgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation finds what it is there to find: each fault, planted into the product, breaks a rule. */
@ExtendWith(WithoutLog.class)
class PlantedFaultsTest {
    static List<Fault> faults() {
        return Faults.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldFind(Fault fault) {
        String violation = FaultyProduct.with(fault).play(fault.script(), fault.seed());

        assertThat(violation)
                .as("%s %s shows %s; if not any more, let it be hunted for", fault.script(), fault.seed(), fault)
                .startsWith(fault.breaks().toString());
        assertThat(Replay.play(fault.script().name(), fault.seed()))
                .as("%s %s without the fault", fault.script(), fault.seed())
                .isNull();
    }

    /** Looks for a seed in which the fault breaks the rule that it is said to break, from the one that is pinned on. */
    @ParameterizedTest
    @MethodSource("faults")
    @EnabledIfSystemProperty(named = "simulation.hunt", matches = "\\d+")
    void shouldBeFoundBySomeSeed(Fault fault) {
        FaultyProduct product = FaultyProduct.with(fault);
        Map<String, Long> seedByRule = new TreeMap<>();
        for (long seed = fault.seed(), last = Long.getLong("simulation.hunt"); seed <= last; seed++) {
            String violation = product.play(fault.script(), seed);
            if (violation != null) {
                seedByRule.putIfAbsent(violation.substring(0, violation.indexOf(':')), seed);
            }
            if (seedByRule.containsKey(fault.breaks().toString())) {
                break;
            }
        }
        System.out.println(fault.name() + ": " + seedByRule);
        assertThat(seedByRule).containsKey(fault.breaks().toString());
    }
}
