package dev.tollgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WelchTest {
    /** As computed from the definition with another library (Python's statistics). */
    @Test
    void shouldFindTheTOfTheDefinition() {
        Welch a = of(27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4);
        Welch b = of(27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.8, 24.0);

        assertThat(a.mean()).isCloseTo(20.82, within(1e-12));
        assertThat(a.t(b)).isCloseTo(-2.820753758525938, within(1e-12));
        assertThat(b.t(a)).isEqualTo(-a.t(b));
    }

    @Test
    void shouldNotJudgeByOneSample() {
        assertThatThrownBy(() -> of(1).t(of(1, 2))).isInstanceOf(IllegalStateException.class);
    }

    private static Welch of(double... samples) {
        Welch welch = new Welch();
        for (double sample : samples) {
            welch.add(sample);
        }
        return welch;
    }
}
