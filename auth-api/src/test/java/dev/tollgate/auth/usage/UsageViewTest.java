package dev.tollgate.auth.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.LogPosition;
import org.junit.jupiter.api.Test;

class UsageViewTest {
    private final UsageView view = new UsageView();

    @Test
    void shouldKeepTheLatestVersionOfTheLatestDay() throws Exception {
        apply(10, 5, 7, 900);
        apply(11, 6, 1, 1_000);
        apply(11, 8, 3, 1_100);
        apply(11, 7, 2, 1_050);
        apply(10, 9, 8, 950);

        assertThat(view.find("key_1")).isEqualTo(new KeyUsage(11, 8, 3, 1_100));
    }

    @Test
    void shouldRememberTheLastUseEvenIfItWasOnAnEarlierDay() throws Exception {
        apply(10, 5, 7, 900);
        apply(11, 6, 0, 0);

        assertThat(view.find("key_1")).isEqualTo(new KeyUsage(11, 6, 0, 900));
    }

    @Test
    void shouldComeOutTheSameWhenReadAgain() throws Exception {
        apply(10, 5, 7, 900);
        apply(11, 6, 1, 1_000);
        KeyUsage before = view.find("key_1");

        apply(10, 5, 7, 900);
        apply(11, 6, 1, 1_000);

        assertThat(view.find("key_1")).isEqualTo(before);
    }

    @Test
    void shouldRefuseNegativeNumbers() {
        assertThatThrownBy(() -> apply(10, 5, -1, 0)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> apply(10, 5, 1, -1)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldSayThatItKnowsNothingBeforeItIsFollowed() {
        assertThat(view.asOfMs()).isZero();
        assertThat(view.find("key_1")).isNull();
    }

    private void apply(int day, long offset, long admitted, long lastUsedAtMs) throws MalformedRecordException {
        view.apply(
                new DayKey(day, "key_1"),
                DailyUsage.newBuilder()
                        .setKeyId("key_1")
                        .setDay(day)
                        .setPosition(LogPosition.newBuilder().setOffset(offset))
                        .setAdmitted(admitted)
                        .setLastUsedAtMs(lastUsedAtMs)
                        .build());
    }
}
