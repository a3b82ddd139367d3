package dev.tollgate.metering.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InHandTest {
    private final InHand<String, Integer> inHand = new InHand<>(4);

    @Test
    void shouldHandOutWhatHasChangedOnce() {
        inHand.read("read", 1);
        inHand.change("changed", 2);
        inHand.change("changed", 3);

        assertThat(inHand.takeChanged()).containsOnlyKeys("changed").containsValue(3);
        assertThat(inHand.takeChanged()).isEmpty();
        assertThat(inHand.get("changed")).isEqualTo(3);
    }

    @Test
    void shouldKeepHalfOfTooMuchAndThatIsWhatWasUsedLast() {
        for (String key : List.of("a", "b", "c", "d", "e", "f")) {
            inHand.change(key, 0);
        }
        inHand.get("a");

        assertThat(inHand.isFull()).isTrue();
        assertThat(inHand.takeChanged()).containsOnlyKeys("a", "b", "c", "d", "e", "f");
        assertThat(inHand.isFull()).isFalse();
        assertThat(inHand.get("a")).isZero();
        assertThat(inHand.get("f")).isZero();
        assertThat(inHand.get("e")).isNull();
    }

    @Test
    void shouldForgetAll() {
        inHand.change("a", 1);

        inHand.clear();

        assertThat(inHand.get("a")).isNull();
        assertThat(inHand.takeChanged()).isEmpty();
    }
}
