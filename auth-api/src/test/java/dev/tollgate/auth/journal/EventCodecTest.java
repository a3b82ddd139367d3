package dev.tollgate.auth.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.Outcome;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final int OFFSET = 3;

    private final EventCodec codec = new EventCodec();
    private final byte[] bytes = new byte[OFFSET + EventCodec.BYTES_MAX];

    @Test
    void shouldReadWhatItWrote() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            RequestEvent event = event(random);

            EventCodec.encode(event, bytes, OFFSET);

            assertThat(codec.decode(bytes, OFFSET, event.position())).isEqualTo(event);
        }
    }

    @Test
    void shouldTakeTheLongestNamesThatThereAre() {
        String longest = "\u20ac".repeat(200);

        EventCodec.encode(named(longest), bytes, OFFSET);

        assertThat(codec.decode(bytes, OFFSET, 7)).isEqualTo(named(longest));
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        assertThatThrownBy(() -> EventCodec.encode(named("x".repeat(EventCodec.BYTES_MAX)), bytes, OFFSET))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSayWhatToDoWithAnotherFormat() {
        EventCodec.encode(named("route"), bytes, OFFSET);
        bytes[OFFSET] = 2;

        assertThatThrownBy(() -> codec.decode(bytes, OFFSET, 7))
                .hasMessageContaining("format 2")
                .hasMessageContaining("Start the version that wrote it");
    }

    private static RequestEvent named(String route) {
        return new RequestEvent(7, 1, 20_000, 1, "key_1", "acc_1", "lin_1", route, Outcome.ADMITTED, 1, null);
    }

    private static RequestEvent event(Random random) {
        Outcome[] outcomes = Outcome.values();
        RequestEvent.@Nullable Refusal refusal = random.nextBoolean()
                ? new RequestEvent.Refusal(
                        number(random), number(random), number(random), number(random), random.nextInt(3) - 1)
                : null;
        return new RequestEvent(
                number(random),
                number(random),
                random.nextInt(100_000),
                number(random),
                "key_" + number(random),
                "acc_\u00e4" + number(random),
                "lin_" + number(random),
                "GET /" + "ab/".repeat(random.nextInt(60)),
                outcomes[random.nextInt(outcomes.length - 1)],
                number(random),
                refusal);
    }

    /** Any size from 0 on. */
    private static long number(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }
}
