package dev.tollgate.admin.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignInThrottleTest {
    private static final long NOW = 1_700_000_010_000L;

    private final SignInThrottle throttle = new SignInThrottle(4, 2);

    @Test
    void shouldSlowDownWhoeverGuessesForOnePersonFromManyPlaces() {
        throttle.failed("192.0.2.1", "ada", NOW);
        assertThat(throttle.secondsToWait("192.0.2.9", "ada", NOW)).isZero();
        throttle.failed("192.0.2.2", "ada", NOW);

        assertThat(throttle.secondsToWait("192.0.2.9", "ada", NOW)).isBetween(1L, 60L);
        assertThat(throttle.secondsToWait("192.0.2.9", "bob", NOW)).isZero();
        assertThat(throttle.secondsToWait("192.0.2.9", "ada", NOW + 60_000)).isZero();
    }

    @Test
    void shouldSlowDownWhoeverGuessesForManyFromOnePlace() {
        for (int i = 0; i < 4; i++) {
            throttle.failed("2001:db8::" + i, "person" + i, NOW);
        }

        assertThat(throttle.secondsToWait("2001:db8::ffff", "ada", NOW)).isPositive();
        assertThat(throttle.secondsToWait("2001:db8:0:1::1", "ada", NOW)).isZero();
    }

    @Test
    void shouldBeBounded() {
        throttle.failed("192.0.2.1", "ada", NOW);
        throttle.failed("192.0.2.1", "ada", NOW);
        for (int i = 0; i < 20_000; i++) {
            throttle.failed("10.0." + i / 256 + "." + i % 256, "person" + i, NOW);
        }

        assertThat(throttle.secondsToWait("192.0.2.1", "ada", NOW)).isZero();
    }
}
