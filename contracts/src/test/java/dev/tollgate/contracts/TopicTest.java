package dev.tollgate.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicTest {
    @Test
    void shouldKeepAllOfAnAccountInPartitionsOfOneNumber() {
        assertThat(Topic.QUOTA_STATE.partitions()).isEqualTo(Topic.REQUEST_EVENTS.partitions());
        assertThat(Topic.USAGE_DAILY.partitions()).isEqualTo(Topic.REQUEST_EVENTS.partitions());
    }

    /** Where an account's events are must never change: these are what the first version said. */
    @Test
    void shouldNeverMoveAnAccount() {
        assertThat(Topic.partitionOf("acc_1")).isEqualTo(2);
        assertThat(Topic.partitionOf("acc_01kb0000000000000000000000")).isEqualTo(7);
    }

    @Test
    void shouldSpreadAccountsOverAllPartitions() {
        long used = IntStream.range(0, 1_000)
                .map(i -> Topic.partitionOf("acc_" + i))
                .distinct()
                .count();

        assertThat(used).isEqualTo(Topic.REQUEST_EVENTS.partitions());
    }
}
