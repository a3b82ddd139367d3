package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalAnswerTest {
    @Test
    void shouldDescribeAUsedUpQuotaAsTheRegisteredProblem() {
        Answer answer = RefusalAnswer.of(new Refused(Reason.QUOTA_EXCEEDED, null, null, 3600), true);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                        + "\"title\":\"Request cannot be satisfied as assigned quota has been exceeded\","
                        + "\"status\":429,"
                        + "\"detail\":\"The quota of this day is used up. The next day begins at midnight UTC.\","
                        + "\"violated-policies\":[\"daily\"],"
                        + "\"error\":\"Rate limit exceeded\",\"retry_after\":3600}");
        assertThat(answer.headers()).containsEntry("Retry-After", "3600");
    }

    @Test
    void shouldDescribeOthersByTheirStatus() {
        Answer answer = RefusalAnswer.of(new Refused(Reason.KEY_INVALID, null, null, 0), true);

        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"Invalid API key.\",\"error\":\"Invalid API key\"}");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldSayTheSameInBothForms(Reason reason) {
        Refused refused = new Refused(reason, null, null, 0);
        Answer plain = RefusalAnswer.of(refused, false);
        Answer problem = RefusalAnswer.of(refused, true);

        assertThat(problem.status()).isEqualTo(plain.status()).isBetween(400, 503);
        assertThat(problem.headers()).isEqualTo(plain.headers());
        assertThat(problem.body())
                .contains(plain.body().substring(1))
                .contains("\"status\":" + plain.status())
                .doesNotContain("\"detail\":\"\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"GUESSING", "BURST_EXCEEDED", "QUOTA_EXCEEDED", "NO_ALLOWANCE", "NOT_READY", "JOURNAL_FULL"})
    void shouldNeverAskForAnotherTryAtOnce(Reason reason) {
        Answer answer = RefusalAnswer.of(new Refused(reason, null, null, 0), false);

        assertThat(answer.headers()).containsEntry("Retry-After", "1");
        assertThat(answer.body()).endsWith(",\"retry_after\":1}");
    }
}
