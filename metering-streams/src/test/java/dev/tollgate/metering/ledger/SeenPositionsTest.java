package dev.tollgate.metering.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenPositionsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldHoldExactlyWhatWasAdded(long seed) {
        Random random = new Random(seed);
        SeenPositions seen = new SeenPositions();
        BitSet expected = new BitSet();
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(300);
            int to = from + random.nextInt(12);
            seen.add(from, to);
            expected.set(from, to);
            seen = random.nextInt(10) == 0 ? SeenPositions.fromRecords(seen.toRecords()) : seen;
        }

        for (int position = 0; position < 320; position++) {
            assertThat(seen.contains(position)).as("position %s", position).isEqualTo(expected.get(position));
        }
        assertThat(seen.intervals()).isEqualTo(runsOf(expected));
    }

    @Test
    void shouldStayOneIntervalHoweverManyBatchesCome() {
        SeenPositions seen = new SeenPositions();
        for (long position = 0; position < 1_000_000; position += 1_000) {
            seen.add(position, position + 1_000);
        }

        assertThat(seen.intervals()).isEqualTo(1);
    }

    private static int runsOf(BitSet bits) {
        int runs = 0;
        for (int from = bits.nextSetBit(0); from >= 0; from = bits.nextSetBit(bits.nextClearBit(from))) {
            runs++;
        }
        return runs;
    }
}
