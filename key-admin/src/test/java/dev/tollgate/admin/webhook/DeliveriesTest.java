package dev.tollgate.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveriesTest {
    @ParameterizedTest
    @CsvSource({"1,PT5S", "2,PT15S", "3,PT45S", "4,PT2M15S", "8,PT3H", "50,PT3H"})
    void shouldWaitLongerEachTimeButNoMoreThanThreeHours(int attempts, Duration middle) {
        assertThat(Deliveries.pause(attempts, 0.5)).isEqualTo(middle);
        assertThat(Deliveries.pause(attempts, 0))
                .isEqualTo(middle.multipliedBy(4).dividedBy(5));
        assertThat(Deliveries.pause(attempts, 1))
                .isEqualTo(middle.multipliedBy(6).dividedBy(5));
    }

    @Test
    void shouldTryAboutFifteenTimesInADay() {
        Duration sum = Duration.ZERO;
        int attempts = 0;
        while (sum.compareTo(Duration.ofDays(1)) < 0) {
            attempts++;
            sum = sum.plus(Deliveries.pause(attempts, 0.5));
        }
        assertThat(attempts).isBetween(12, 18);
    }
}
