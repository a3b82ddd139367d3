package dev.tollgate.auth.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final Progress progress = new Progress();

    @Test
    void shouldBeCaughtUpWhenEveryPartitionReachedItsEndOfTheStart() {
        progress.start(Map.of(A, 10L, B, 0L));

        assertThat(progress.moved(partition -> partition.equals(A) ? 9 : 0)).isFalse();
        assertThat(progress.isCaughtUp()).isFalse();
        assertThat(progress.moved(partition -> partition.equals(A) ? 12 : 0)).isTrue();
        assertThat(progress.isCaughtUp()).isTrue();
        assertThat(progress.position(A)).isEqualTo(12);
    }

    @Test
    void shouldStayCaughtUpAndSaySoOnce() {
        progress.start(Map.of(A, 10L));
        assertThat(progress.moved(partition -> 10)).isTrue();

        // Read again from the beginning, and up to ends that are higher by now.
        progress.start(Map.of(A, 99L));
        assertThat(progress.moved(partition -> 0)).isFalse();
        assertThat(progress.moved(partition -> 11)).isFalse();

        assertThat(progress.isCaughtUp()).isTrue();
    }

    @Test
    void shouldNotBeCaughtUpBeforeItKnowsTheEnds() {
        assertThat(progress.moved(partition -> 10)).isFalse();
        assertThat(progress.isCaughtUp()).isFalse();
        assertThat(progress.lag(5_000)).isEqualTo(new Lag(Lag.UNKNOWN, Lag.UNKNOWN));
    }

    @Test
    void shouldAgeFromWhenNothingWasLeft() {
        progress.left(0, true, 1_000);
        assertThat(progress.lag(1_200)).isEqualTo(new Lag(0, 200));

        progress.left(7, true, 2_000);
        assertThat(progress.lag(2_500)).isEqualTo(new Lag(7, 1_500));

        // The broker says nothing: nothing is known to be left, and nothing is known.
        progress.left(0, false, 9_000);
        assertThat(progress.lag(9_000)).isEqualTo(new Lag(0, 8_000));
        assertThat(progress.levelAtMs()).isEqualTo(1_000);
    }
}
