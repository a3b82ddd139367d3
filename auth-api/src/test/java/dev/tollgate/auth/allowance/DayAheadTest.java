package dev.tollgate.auth.allowance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.UtcDay;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DayAheadTest {
    private static final int DAY = 20_000;
    private static final long MIDNIGHT = UtcDay.startMillis(DAY);
    private static final String GATEWAY = UUID.randomUUID().toString();

    @Test
    void shouldSpreadFirstClaimsOverTheLastMinutes() {
        long total = DayAhead.SPREAD_MS / 60_000;
        for (int minute = 0; minute <= total; minute++) {
            long now = MIDNIGHT - DayAhead.SPREAD_MS + minute * 60_000L - 1;
            assertThat(due(now))
                    .as("after %s of %s minutes", minute, total)
                    .isBetween((int) (1_000L * minute / total) - 80, (int) (1_000L * minute / total) + 80);
        }
        assertThat(due(MIDNIGHT - 1)).isEqualTo(1_000);
        assertThat(due(MIDNIGHT - DayAhead.SPREAD_MS - 1)).isZero();
    }

    @Test
    void shouldHaveOtherTimesAtOtherGateways() {
        DayKey subject = new DayKey(DAY, "lin_1");
        long now = MIDNIGHT - DayAhead.SPREAD_MS / 2;

        long due = IntStream.range(0, 1_000)
                .filter(i -> DayAhead.isDue(subject, UUID.randomUUID().toString(), now))
                .count();

        assertThat(due).isBetween(400L, 600L);
    }

    private static int due(long now) {
        return (int) IntStream.range(0, 1_000)
                .filter(i -> DayAhead.isDue(new DayKey(DAY, "lin_" + i), GATEWAY, now))
                .count();
    }
}
