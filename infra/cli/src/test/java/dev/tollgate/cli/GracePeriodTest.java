package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GracePeriodTest {
    @ParameterizedTest
    @CsvSource({"0,0", "90s,90", "30m,1800", "24h,86400", "7d,604800", "0d,0"})
    void shouldReadWhatPeopleWrite(String text, long seconds) {
        assertThat(GracePeriod.of(text).seconds()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1h", "1w", "h", "1.5h", "1h30m", "9999999999d"})
    void shouldSayWhatItCannotRead(String text) {
        assertThatThrownBy(() -> GracePeriod.of(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("30m");
    }
}
