package dev.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExhaustionTest {
    private static final Instant HALF_PAST_TEN = Instant.parse("2026-11-27T10:30:00Z");

    @Test
    void shouldGoOnAsInThisHourAndTheOneBefore() {
        // 90 in 90 minutes, and 60 are left.
        assertThat(Exhaustion.at(60, 70, 20, HALF_PAST_TEN)).contains(Instant.parse("2026-11-27T11:30:00Z"));
    }

    @Test
    void shouldBeNoneIfTheDayEndsFirst() {
        assertThat(Exhaustion.at(809, 70, 20, HALF_PAST_TEN)).contains(Instant.parse("2026-11-27T23:59:00Z"));
        assertThat(Exhaustion.at(810, 70, 20, HALF_PAST_TEN)).isEmpty();
    }

    @Test
    void shouldBeNoneIfNobodyCalls() {
        assertThat(Exhaustion.at(1, 0, 0, HALF_PAST_TEN)).isEmpty();
    }

    @Test
    void shouldBeNowIfNothingIsLeft() {
        assertThat(Exhaustion.at(0, 0, 0, HALF_PAST_TEN)).contains(HALF_PAST_TEN);
    }

    @Test
    void shouldCountNoHourOfTheDayBefore() {
        Instant now = Instant.parse("2026-11-27T00:10:00Z");

        assertThat(Exhaustion.at(10, 0, 10, now)).contains(Instant.parse("2026-11-27T00:20:00Z"));
        assertThat(Exhaustion.at(10, 0, 0, Instant.parse("2026-11-27T00:00:00Z")))
                .isEmpty();
    }
}
