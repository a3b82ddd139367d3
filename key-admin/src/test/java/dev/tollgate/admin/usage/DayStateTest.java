package dev.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DayStateTest {
    private static final LocalDate DAY = LocalDate.of(2028, 2, 29);
    private static final Instant CLOSED = Instant.parse("2028-03-02T00:00:00Z");

    private static DayState state(@Nullable Instant countedAt, @Nullable Instant complete, Instant now) {
        return DayState.of(DAY, countedAt, false, complete, now);
    }

    @Test
    void shouldBeProvisionalUntilLateUsageHadItsTime() {
        assertThat(state(null, CLOSED, CLOSED.minusMillis(1))).isEqualTo(DayState.PROVISIONAL);
        assertThat(state(null, CLOSED, CLOSED)).isEqualTo(DayState.FINAL);
    }

    @Test
    void shouldBeProvisionalWhileUsageIsBehind() {
        Instant end = Instant.parse("2028-03-01T00:00:00Z");

        assertThat(state(null, null, CLOSED)).isEqualTo(DayState.PROVISIONAL);
        assertThat(state(null, end.minusMillis(1), CLOSED)).isEqualTo(DayState.PROVISIONAL);
        assertThat(state(null, end, CLOSED)).isEqualTo(DayState.FINAL);
    }

    @Test
    void shouldBeRevisedByUsageThatCameAfterItWasFinal() {
        assertThat(state(CLOSED.minusMillis(1), CLOSED, CLOSED)).isEqualTo(DayState.FINAL);
        assertThat(state(CLOSED, CLOSED, CLOSED)).isEqualTo(DayState.REVISED);
    }

    @Test
    void shouldBeRevisedByACorrection() {
        assertThat(DayState.of(DAY, null, true, CLOSED, CLOSED)).isEqualTo(DayState.REVISED);
        assertThat(DayState.of(DAY, null, true, CLOSED, CLOSED.minusMillis(1))).isEqualTo(DayState.PROVISIONAL);
    }
}
