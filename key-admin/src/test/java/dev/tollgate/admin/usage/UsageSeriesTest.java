package dev.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageSeriesTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
    private static final UsagePeriod THREE_DAYS = new UsagePeriod(MONDAY, MONDAY.plusDays(2), false);

    @Test
    void shouldFillTheGapsAndAddUp() {
        UsageSeries series = UsageSeries.ofDays(THREE_DAYS);
        series.add(MONDAY.plusDays(1), 0, 10, 9, 1);
        series.add(MONDAY.plusDays(1), 0, 5, 5, 2);
        series.add(MONDAY.plusDays(3), 0, 1_000, 1_000, 1_000);
        series.addOutcome(MONDAY.plusDays(1), "admitted", 9);
        series.addOutcome(MONDAY.plusDays(1), "admitted", 5);
        series.addOutcome(MONDAY.plusDays(3), "admitted", 1_000);

        series.correct(MONDAY, -3);
        series.correct(MONDAY.plusDays(4), 8);

        Instant now = Instant.parse("2026-11-26T01:00:00Z");
        assertThat(series.days(now, now))
                .containsExactly(
                        new UsageSeries.Point(Instant.parse("2026-11-23T00:00:00Z"), 0, 0, 0, Map.of(), -3L, "revised"),
                        new UsageSeries.Point(
                                Instant.parse("2026-11-24T00:00:00Z"),
                                15,
                                14,
                                3,
                                Map.of("admitted", 14L),
                                null,
                                "final"),
                        new UsageSeries.Point(
                                Instant.parse("2026-11-25T00:00:00Z"), 0, 0, 0, Map.of(), null, "provisional"));
        assertThat(series.total()).isEqualTo(new UsageSeries.Total(15, 14, 3));
    }

    @Test
    void shouldHaveTwentyFourHoursEachDay() {
        UsageSeries series = UsageSeries.ofHours(THREE_DAYS);
        series.add(MONDAY.plusDays(2), 23, 4, 4, 0);

        assertThat(series.points()).hasSize(72);
        assertThat(series.points().get(71))
                .isEqualTo(new UsageSeries.Point(Instant.parse("2026-11-25T23:00:00Z"), 4, 4, 0, null, null, null));
    }
}
