package dev.tollgate.auth.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RouteName;
import dev.tollgate.contracts.v1.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final int SEGMENT_BYTES = 4 << 20;
    private static final long BASE = 1_000;

    /** Where the run after this one begins. */
    private static final long NEXT_RUN = BASE + SEGMENT_BYTES / Segment.WORD;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SEGMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Segment segment = new Segment(BASE, bytes);
    private long end = BASE;

    @Test
    void shouldReadWhatItWrote() {
        Random random = new Random(1);
        List<Caller> callers = List.of(caller(random), caller(random), caller(random));
        List<RouteName> routes = List.of(new RouteName("a"), new RouteName("GET /" + "ab/".repeat(60)));
        List<RequestEvent> written = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            written.add(append(
                    event(random, callers.get(random.nextInt(3)), routes.get(random.nextInt(2)), refusal(random))));
        }

        EventReader reader = new EventReader(segment, BASE);

        assertThat(written)
                .allSatisfy(event -> assertThat(reader.read(event.position())).isEqualTo(event));
    }

    @Test
    void shouldReferToWhatStandsInTheSegment() {
        RequestEvent first = append(named("GET /v1/contacts/{id}"));
        RequestEvent second = append(first);

        assertThat(second.position() - first.position())
                .as("words of the first")
                .isGreaterThan(6);
        assertThat(end - second.position()).as("words of the second").isLessThanOrEqualTo(4);
        assertThat(new EventReader(segment, BASE).read(second.position())).isEqualTo(second);
    }

    @Test
    void shouldReferToNothingOfAnotherSegment() {
        RequestEvent here = append(named("GET /v1/contacts/{id}"));
        Segment other = new Segment(BASE, ByteBuffer.allocateDirect(SEGMENT_BYTES));
        Frame frame = new Frame();

        frame.encode(here, other);
        other.write(BASE, frame);
        other.complete(BASE, frame.length);

        assertThat(new EventReader(other, BASE).read(BASE)).isEqualTo(here);
    }

    @Test
    void shouldReferToNothingThatWasTakenBack() {
        RequestEvent event = named("GET /v1/contacts/{id}");
        Frame frame = new Frame();
        frame.encode(event, segment);
        segment.write(end, frame);
        segment.cancel(end, frame.length);
        end += Segment.words(frame.length);

        assertThat(new EventReader(segment, BASE).read(append(event).position()))
                .extracting(RequestEvent::caller)
                .isEqualTo(event.caller());
    }

    @Test
    void shouldPassOverWhatRefersToNoWholeRecordAfterACrash() {
        RequestEvent first = append(named("GET /v1/contacts/{id}"));
        RequestEvent second = append(first);
        bytes.putLong((int) (first.position() - BASE + 2) * Segment.WORD, 0);

        EventReader reader = new EventReader(segment, NEXT_RUN);

        assertThat(reader.read(first.position())).isNull();
        assertThat(reader.read(second.position())).isNull();
    }

    @Test
    void shouldReadTheFormatBefore() {
        RequestEvent event = named("GET /v1/contacts/{id}");
        Frame frame = new Frame();
        Varints out = new Varints(frame.bytes, Frame.PAYLOAD_AT);
        out.write(1);
        out.write(event.epoch());
        out.writeSigned(event.day());
        out.write(event.decidedAtMs());
        for (String text : List.of(event.keyId(), event.accountId(), event.subject(), event.route())) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.write(utf8.length);
            out.writeRaw(utf8);
        }
        out.write(event.outcome().getNumber());
        out.write(event.cost());
        out.write(0);
        frame.length = out.at() - Frame.PAYLOAD_AT;
        segment.write(BASE, frame);
        segment.complete(BASE, frame.length);

        assertThat(new EventReader(segment, NEXT_RUN).read(BASE)).isEqualTo(event);
    }

    @Test
    void shouldTakeTheLongestNamesThatThereAre() {
        RequestEvent longest = append(named("\u20ac".repeat(200)));

        assertThat(new EventReader(segment, BASE).read(longest.position())).isEqualTo(longest);
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        RequestEvent tooLong = named("x".repeat(EventCodec.BYTES_MAX));

        assertThatThrownBy(() -> append(tooLong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSayWhatToDoWithAnotherFormat() {
        RequestEvent event = append(named("GET /v1/contacts/{id}"));
        bytes.put((int) (event.position() - BASE + 1) * Segment.WORD, (byte) 3);
        EventReader reader = new EventReader(segment, BASE);

        assertThatThrownBy(() -> reader.read(event.position()))
                .hasMessageContaining("format 3")
                .hasMessageContaining("Start the version that wrote it");
    }

    /** As a journal does; returns it with its position. */
    private RequestEvent append(RequestEvent event) {
        long position = end;
        Frame frame = new Frame();
        frame.encode(event, segment);
        segment.write(position, frame);
        segment.complete(position, frame.length);
        EventCodec.written(event, segment, position);
        end += Segment.words(frame.length);
        return new RequestEvent(
                position,
                event.epoch(),
                event.day(),
                event.decidedAtMs(),
                event.caller(),
                event.routeName(),
                event.outcome(),
                event.cost(),
                event.refusal());
    }

    private static RequestEvent named(String route) {
        return new RequestEvent(BASE, 1, 20_000, 1, "key_1", "acc_1", "lin_1", route, Outcome.ADMITTED, 1, null);
    }

    private static Caller caller(Random random) {
        return new Caller("key_" + number(random), "acc_\u00e4" + number(random), "lin_" + number(random));
    }

    private static RequestEvent.@Nullable Refusal refusal(Random random) {
        return random.nextBoolean()
                ? new RequestEvent.Refusal(
                        number(random), number(random), number(random), number(random), random.nextInt(3) - 1)
                : null;
    }

    private static RequestEvent event(
            Random random, Caller caller, RouteName route, RequestEvent.@Nullable Refusal refusal) {
        Outcome[] outcomes = Outcome.values();
        return new RequestEvent(
                RequestEvent.NOWHERE,
                number(random),
                random.nextInt(100_000),
                number(random),
                caller,
                route,
                outcomes[random.nextInt(outcomes.length - 1)],
                number(random),
                refusal);
    }

    /** Any size from 0 on. */
    private static long number(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }
}
