package dev.tollgate.auth.allowance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.allowance.GateClock.Moment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Moment START = new Moment(1_000_000, 0);

    private final Lease lease = new Lease();

    @BeforeEach
    void begin() {
        lease.renew(START);
    }

    @Test
    void shouldBeOverByWhicheverClockIsAhead() {
        assertThat(lease.isOver(wallLater(Lease.LENGTH_MS - 1))).isFalse();
        assertThat(lease.isOver(wallLater(Lease.LENGTH_MS))).isTrue();
        assertThat(lease.isOver(later(Lease.LENGTH_MS - 1))).isFalse();
        assertThat(lease.isOver(later(Lease.LENGTH_MS))).isTrue();
    }

    @Test
    void shouldTickWhenTheLastHasArrivedAndItsTimeHasGoneBy() {
        assertThat(lease.nextTick(START)).isEqualTo(1);
        assertThat(lease.nextTick(later(Lease.TICK_MS)))
                .as("the first is under way")
                .isZero();

        lease.tickArrived(1);

        assertThat(lease.nextTick(later(Lease.TICK_MS - 1))).isZero();
        assertThat(lease.nextTick(later(Lease.TICK_MS))).isEqualTo(2);
    }

    @Test
    void shouldNotTickSoonerBecauseTheWallClockIsSet() {
        lease.nextTick(START);
        lease.tickArrived(1);

        assertThat(lease.nextTick(wallLater(10 * Lease.TICK_MS)))
                .as("others would be given up before their leases are over")
                .isZero();
    }

    private static Moment later(long millis) {
        return new Moment(START.millis() + millis, START.nanos() + millis * 1_000_000);
    }

    /** As after the wall clock was set: the monotonic one knows of no time gone by. */
    private static Moment wallLater(long millis) {
        return new Moment(START.millis() + millis, START.nanos());
    }
}
