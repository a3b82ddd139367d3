package dev.tollgate.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void shouldHaveDefaults() {
        assertThat(Options.of(List.of())).isEqualTo(new Options(5, 1, 3, null, 60, 0, false));
    }

    @Test
    void shouldTakeAll() {
        assertThat(Options.of(List.of("--rounds", "50", "--seed", "7", "--keep", "--gateways", "2")))
                .isEqualTo(new Options(50, 7, 2, null, 60, 0, true));
        assertThat(Options.of(List.of("--outage", "postgres", "--seconds", "10")))
                .isEqualTo(new Options(5, 1, 3, Absent.POSTGRES, 10, 0, false));
        assertThat(Options.of(List.of("--changes", "1000"))).isEqualTo(new Options(5, 1, 3, null, 60, 1000, false));
    }

    @ParameterizedTest
    @CsvSource({
        "--round 3, no option --round",
        "3, no option 3",
        "--rounds, --rounds must be a number from 1 to 10000",
        "--rounds 0, --rounds must be a number",
        "--seed -1, --seed must be a number",
        "--gateways 9, --gateways must be a number from 1 to 8",
        "--outage metering, --outage must be kafka or postgres",
        "--changes 0, --changes must be a number from 1 to 100000",
        "--changes 5 --outage kafka, Either --outage or --changes",
        "--seconds x, --seconds must be a number",
    })
    void shouldSayWhatIsWrong(String line, String sentence) {
        assertThatThrownBy(() -> Options.of(List.of(line.split(" ", -1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
