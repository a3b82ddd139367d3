package dev.tollgate.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.v1.EventColumns;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventColumnsTest {
    private static final Outcome[] OUTCOMES = {
        Outcome.ADMITTED, Outcome.ADMITTED_UNLEASED, Outcome.QUOTA_EXCEEDED, Outcome.KEY_REVOKED
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveBackWhatWasPacked(long seed) throws Exception {
        Random random = new Random(seed);
        long from = random.nextLong(1L << 45);
        List<RequestEvent> events = randomEvents(random, from, random.nextInt(500));
        EventColumnsWriter writer = new EventColumnsWriter(from);
        events.forEach(writer::add);
        long to = events.isEmpty() ? from : events.get(events.size() - 1).position() + 1;

        EventColumns columns = overTheWire(writer.finish(to));

        assertThat(EventColumnsReader.read(columns)).isEqualTo(events);
    }

    @Test
    void shouldTakeLittleRoomForManyEventsOfOneKey() {
        EventColumnsWriter writer = new EventColumnsWriter(0);
        for (int i = 0; i < 10_000; i++) {
            writer.add(event(i, 1, 20_000, 1_700_000_000_000L + i / 10, Outcome.ADMITTED, null));
        }

        assertThat(writer.finish(10_000).getSerializedSize()).isLessThan(10_000 * 7);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void shouldRefuseColumnsThatDoNotAddUpOrReadThem(long seed) throws Exception {
        Random random = new Random(seed);
        List<RequestEvent> events = randomEvents(random, 0, 50);
        EventColumnsWriter writer = new EventColumnsWriter(0);
        events.forEach(writer::add);
        byte[] bytes = writer.finish(1_000_000).toByteArray();
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            refused += isRefused(damaged) ? 1 : 0;
        }

        assertThat(refused).isPositive();
    }

    @Test
    void shouldSayWhatIsWrong() {
        EventColumnsWriter writer = new EventColumnsWriter(0);
        writer.add(event(0, 1, 1, 1, Outcome.ADMITTED, null));
        EventColumns good = writer.finish(1);

        assertRefused(good.toBuilder().clearCost(), "columns of different lengths");
        assertRefused(good.toBuilder().setKey(0, 7), "outside its dictionary");
        assertRefused(good.toBuilder().setCost(0, -1), "a cost below 0");
        assertRefused(good.toBuilder().setOutcomeValue(0, 99), "an unknown outcome");
        assertRefused(good.toBuilder().setCoversTo(0), "behind what the columns cover");
        assertRefused(good.toBuilder().setRuns(0, Run.newBuilder().setEpoch(1).setLength(2)), "runs of another length");
    }

    @Test
    void shouldNotPackPositionsThatGoBack() {
        EventColumnsWriter writer = new EventColumnsWriter(5);
        writer.add(event(6, 1, 1, 1, Outcome.ADMITTED, null));

        assertThatThrownBy(() -> writer.add(event(6, 1, 1, 1, Outcome.ADMITTED, null)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.finish(6)).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isRefused(byte[] bytes) {
        try {
            EventColumnsReader.read(EventColumns.parseFrom(bytes));
            return false;
        } catch (MalformedRecordException | InvalidProtocolBufferException e) {
            return true;
        }
    }

    private static void assertRefused(EventColumns.Builder columns, String why) {
        assertThatThrownBy(() -> EventColumnsReader.read(columns.build()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(why);
    }

    private static EventColumns overTheWire(EventColumns columns) throws InvalidProtocolBufferException {
        return EventColumns.parseFrom(columns.toByteArray());
    }

    private static List<RequestEvent> randomEvents(Random random, long from, int count) {
        List<RequestEvent> events = new ArrayList<>();
        long position = from;
        for (int i = 0; i < count; i++) {
            Outcome outcome = OUTCOMES[random.nextInt(OUTCOMES.length)];
            RequestEvent.Refusal refusal = outcome == Outcome.QUOTA_EXCEEDED
                    ? new RequestEvent.Refusal(100, random.nextInt(9), 2, 100, random.nextLong(1L << 40))
                    : null;
            events.add(event(
                    position,
                    1 + random.nextInt(3),
                    20_000 + random.nextInt(2),
                    1_700_000_000_000L + random.nextInt(100_000),
                    outcome,
                    refusal));
            position += 1 + random.nextInt(20);
        }
        return events;
    }

    private static RequestEvent event(
            long position, long epoch, int day, long at, Outcome outcome, RequestEvent.@Nullable Refusal refusal) {
        String key = "key_" + position % 7;
        return new RequestEvent(
                position,
                epoch,
                day,
                at,
                key,
                "acc_1",
                key,
                "GET /v1/" + position % 3,
                outcome,
                1 + position % 2,
                refusal);
    }
}
