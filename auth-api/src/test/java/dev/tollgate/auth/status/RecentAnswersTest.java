package dev.tollgate.auth.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
    private final RecentAnswers answers = new RecentAnswers(60_000);

    @Test
    void shouldSayWhatCountersHaveGrownBy() {
        answers.count(Map.of("admitted", 100L, "key_invalid", 7L), 1_000);

        RecentAnswers.Window window = answers.count(Map.of("admitted", 130L, "key_invalid", 7L), 3_000);

        assertThat(window.fromMs()).isEqualTo(1_000);
        assertThat(window.requests()).isEqualTo(Map.of("admitted", 30L));
    }

    @Test
    void shouldForgetWhatIsOlderThanItsWindow() {
        answers.count(Map.of("admitted", 0L), 0);
        answers.count(Map.of("admitted", 1_000L), 30_000);

        RecentAnswers.Window window = answers.count(Map.of("admitted", 1_001L), 61_000);

        assertThat(window.fromMs()).isEqualTo(30_000);
        assertThat(window.requests()).isEqualTo(Map.of("admitted", 1L));
    }

    @Test
    void shouldKnowNothingAtTheFirstLook() {
        assertThat(answers.count(Map.of("admitted", 5L), 0).requests()).isEmpty();
    }
}
