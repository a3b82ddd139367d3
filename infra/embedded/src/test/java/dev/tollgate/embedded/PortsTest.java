package dev.tollgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void shouldGiveEachPortToOneOnlyWhetherOrNotItIsUsedYet() {
        List<Integer> given = IntStream.range(0, 500)
                .boxed()
                .flatMap(i -> {
                    int pair = Ports.freePair();
                    return Stream.of(Ports.free(), pair, pair + 1);
                })
                .toList();

        assertThat(given).doesNotHaveDuplicates().allMatch(port -> port >= 10_000 && port < 32_768);
    }
}
