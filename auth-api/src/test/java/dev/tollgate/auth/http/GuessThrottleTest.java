package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.key.AddressRanges;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class GuessThrottleTest {
    private static final long NOON = 1_800_000_000_000L / 60_000 * 60_000;
    private static final InetAddress GUESSER = AddressRanges.parseAddress("203.0.113.9");

    private final GuessThrottle throttle = new GuessThrottle(60, 42);

    @Test
    void shouldLetBeUpToTheLimitOfAMinuteAndNoMore() {
        for (int i = 0; i < 60; i++) {
            assertThat(throttle.isOneTooMany(GUESSER, NOON + i)).isFalse();
        }

        assertThat(throttle.isOneTooMany(GUESSER, NOON + 59_999)).isTrue();
    }

    @Test
    void shouldSayThatOneMoreIsTooManyWithoutCounting() {
        for (int i = 0; i < 60; i++) {
            assertThat(throttle.isFull(GUESSER, NOON)).isFalse();
            assertThat(throttle.isOneTooMany(GUESSER, NOON)).isFalse();
        }

        assertThat(throttle.isFull(GUESSER, NOON)).isTrue();
        assertThat(throttle.isFull(GUESSER, NOON + 60_000)).isFalse();
    }

    @Test
    void shouldForgetWithTheMinute() {
        exhaust(GUESSER);

        assertThat(throttle.isOneTooMany(GUESSER, NOON + 60_000)).isFalse();
    }

    @Test
    void shouldNotPunishTheNeighbours() {
        exhaust(GUESSER);
        int punished = 0;
        for (int i = 0; i < 250; i++) {
            InetAddress neighbour = AddressRanges.parseAddress("203.0." + (i + 1) + ".9");
            punished += !neighbour.equals(GUESSER) && throttle.isOneTooMany(neighbour, NOON) ? 1 : 0;
        }

        assertThat(punished).isZero();
    }

    @Test
    void shouldCountAnIpv6NetworkAsOne() {
        for (int i = 0; i < 60; i++) {
            throttle.isOneTooMany(AddressRanges.parseAddress("2001:db8::" + Integer.toHexString(i)), NOON);
        }

        assertThat(throttle.isOneTooMany(AddressRanges.parseAddress("2001:db8::ffff"), NOON))
                .isTrue();
        assertThat(throttle.isOneTooMany(AddressRanges.parseAddress("2001:db8:0:1::1"), NOON))
                .isFalse();
    }

    @Test
    void shouldNotLetManyAddressesPushOneOut() {
        exhaust(GUESSER);
        for (int i = 0; i < 200_000; i++) {
            String address = "10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff);
            throttle.isOneTooMany(AddressRanges.parseAddress(address), NOON);
        }

        assertThat(throttle.isOneTooMany(GUESSER, NOON)).isTrue();
    }

    @Test
    void shouldSayHowLongTheMinuteStillLasts() {
        assertThat(GuessThrottle.secondsToRetry(NOON)).isEqualTo(60);
        assertThat(GuessThrottle.secondsToRetry(NOON + 1)).isEqualTo(60);
        assertThat(GuessThrottle.secondsToRetry(NOON + 59_001)).isEqualTo(1);
    }

    private void exhaust(InetAddress source) {
        boolean tooMany = false;
        for (int i = 0; i < 61; i++) {
            tooMany = throttle.isOneTooMany(source, NOON);
        }
        assertThat(tooMany).isTrue();
    }
}
