package dev.tollgate.auth.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BurstLimiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final BurstLimiter limiter = new BurstLimiter();

    /** Nanoseconds count from any moment, and may run over. */
    @ParameterizedTest
    @ValueSource(longs = {0, -500_000_000, Long.MAX_VALUE - 500_000_000})
    void shouldAdmitASecondsWorthAtOnceAndThenEvenly(long now) {
        assertThat(admitted("a", 5, 20, now)).isEqualTo(5);

        assertThat(admitted("a", 5, 20, now + SECOND / 5 - 1)).isZero();
        assertThat(admitted("a", 5, 20, now + SECOND / 5)).isEqualTo(1);
        assertThat(admitted("a", 5, 20, now + 3 * SECOND / 5)).isEqualTo(2);
        assertThat(admitted("a", 5, 20, now + 10 * SECOND)).isEqualTo(5);
    }

    @Test
    void shouldCountEachSubjectForItself() {
        assertThat(admitted("a", 1, 3, 0)).isEqualTo(1);
        assertThat(admitted("b", 3, 5, 0)).isEqualTo(3);
    }

    @Test
    void shouldStillKnowTheBusyWhenItForgetsTheIdle() {
        assertThat(admitted("busy", 1, 1, SECOND)).isEqualTo(1);
        IntStream.range(0, 30_000).forEach(i -> limiter.admits("subject " + i, 1_000, SECOND));

        assertThat(admitted("busy", 1, 1, SECOND + SECOND / 2)).isZero();
        assertThat(admitted("busy", 1, 1, 2 * SECOND)).isEqualTo(1);
    }

    private long admitted(String subject, long perSecond, int times, long now) {
        return IntStream.range(0, times)
                .filter(i -> limiter.admits(subject, perSecond, now))
                .count();
    }
}
