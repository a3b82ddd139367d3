package dev.tollgate.benchmarks.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.benchmarks.report.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedbackRunTest {
    @Test
    void shouldFindMoreClaimsWithMoreGatewaysAndFewerWithALargerQuota() {
        List<Double> claims = FeedbackRun.run(1).stream().map(Row::value).toList();

        // By limits, and for each by gateways; that exactly the limit is admitted is checked on the way.
        assertThat(claims).hasSize(9);
        for (int limit = 0; limit < 3; limit++) {
            assertThat(claims.subList(3 * limit, 3 * limit + 3)).isSorted();
        }
        assertThat(claims.get(0)).isGreaterThan(claims.get(3));
        assertThat(claims.get(3)).isGreaterThan(claims.get(6)).isGreaterThan(0.02);
    }
}
