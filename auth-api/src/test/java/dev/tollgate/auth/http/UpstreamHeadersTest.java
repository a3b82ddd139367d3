package dev.tollgate.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.key.SampleKeys;
import org.junit.jupiter.api.Test;

class UpstreamHeadersTest {
    private final UpstreamHeaders headers = new UpstreamHeaders();

    @Test
    void shouldNameAccountKeyPlanAndScopes() {
        Answer answer = headers.of(new Admitted(SampleKeys.key("messages:read", "a b", "b"), SampleKeys.FREE, null));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers())
                .containsEntry("X-Tollgate-Account", "acc_1")
                .containsEntry("X-Tollgate-Key", "key_1")
                .containsEntry("X-Tollgate-Plan", "free")
                .containsEntry("X-Tollgate-Environment", "live")
                .containsEntry("X-Tollgate-Scopes", "a%20b b messages:read");
    }

    @Test
    void shouldHaveEveryHeaderEvenIfThereIsNothingToSay() {
        assertThat(UpstreamHeaders.nobody().headers())
                .containsEntry("X-Tollgate-Account", "")
                .containsEntry("X-Tollgate-Key", "")
                .containsEntry("X-Tollgate-Plan", "")
                .containsEntry("X-Tollgate-Environment", "")
                .containsEntry("X-Tollgate-Shadow", "")
                .containsEntry("X-Tollgate-Scopes", "");
        assertThat(headers.of(new Admitted(SampleKeys.key(), SampleKeys.FREE, null))
                        .headers())
                .containsEntry("X-Tollgate-Scopes", "");
    }

    @Test
    void shouldSayWhatHoldsNowOfAKeyThatHasChanged() {
        headers.of(new Admitted(SampleKeys.key("old"), SampleKeys.FREE, null));

        assertThat(headers.of(new Admitted(SampleKeys.key("new"), SampleKeys.SHARED, null))
                        .headers())
                .containsEntry("X-Tollgate-Scopes", "new")
                .containsEntry("X-Tollgate-Plan", SampleKeys.SHARED.id());
    }

    @Test
    void shouldKeepAValueFromEndingItsHeader() {
        assertThat(UpstreamHeaders.safe("a\r\nX-Evil: 1%é")).isEqualTo("a%0D%0AX-Evil:%201%25%C3%A9");
    }
}
