package dev.tollgate.benchmarks.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.tollgate.benchmarks.report.Row;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackRunTest {
    private final Map<String, Double> found =
            FeedbackRun.run(1).stream().collect(Collectors.toMap(Row::name, Row::value));

    @Test
    void shouldFindARowForEachQuotaAndEachNumberOfGatewaysAndKeys() {
        assertThat(found.keySet()).filteredOn(name -> name.contains(" a day, ")).hasSize(9);
        assertThat(found).hasSize(9 + 3 * 5 + 5);
    }

    /** That exactly the limit is admitted is checked on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"100", "1,000", "10,000"})
    void shouldFindMoreClaimsWithMoreGateways(String limit) {
        assertThat(claims(limit + " a day, gateways: 1"))
                .isLessThan(claims(limit + " a day, gateways: 4"))
                .isPositive();
        assertThat(claims(limit + " a day, gateways: 4")).isLessThan(claims(limit + " a day, gateways: 16"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16})
    void shouldFindFewerClaimsWithALargerQuota(int gateways) {
        assertThat(claims("100 a day, gateways: " + gateways))
                .isGreaterThan(claims("1,000 a day, gateways: " + gateways));
        assertThat(claims("1,000 a day, gateways: " + gateways))
                .isGreaterThan(claims("10,000 a day, gateways: " + gateways))
                .isGreaterThan(0.02);
    }

    @Test
    void shouldFindAClaimForEachRequestWhereEachKeyMakesOne() {
        assertThat(claims("16 gateways, keys: 10,000,000")).isEqualTo(1);
        assertThat(claims("16 gateways, keys: 1,000")).isLessThan(0.1);
    }

    /** <i>K</i> (1 − e^(−<i>n</i>/<i>K</i>)) keys are drawn by <i>n</i> events. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000, 10_000_000})
    void shouldFindAsManyRecordsAsKeysThatAreDrawn(int keys) {
        double drawn = keys * (1 - Math.exp(-500_000.0 / keys)) / 500_000;

        assertThat(found.get(String.format("writes: a million events a second, keys: %,d", keys)))
                .isCloseTo(drawn, withPercentage(1));
    }

    private double claims(String what) {
        return Objects.requireNonNull(found.get("feedback: " + what));
    }
}
