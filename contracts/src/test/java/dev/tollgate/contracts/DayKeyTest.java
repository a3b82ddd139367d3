package dev.tollgate.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayKeyTest {
    @Test
    void shouldBeReadableAndComeBackTheSame() throws MalformedRecordException {
        DayKey key = new DayKey(UtcDay.of(Instant.parse("2026-11-23T14:00:00Z").toEpochMilli()), "key_1");

        assertThat(key).hasToString("2026-11-23/key_1");
        assertThat(DayKey.fromBytes(key.toBytes())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11-23", "2026-11-23/", "2026-11-23key", "2026-13-23/key", "23.11.2026/key"})
    void shouldRefuseOtherBytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> DayKey.fromBytes(bytes)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldBeginTheDayAtMidnightUtcAndNotEarlier() {
        long midnight = Instant.parse("2026-11-24T00:00:00Z").toEpochMilli();

        assertThat(UtcDay.of(midnight - 1)).isEqualTo(UtcDay.of(midnight) - 1);
        assertThat(UtcDay.startMillis(UtcDay.of(midnight))).isEqualTo(midnight);
        assertThat(UtcDay.hourOf(midnight - 1)).isEqualTo(23);
        assertThat(UtcDay.hourOf(midnight)).isZero();
    }
}
