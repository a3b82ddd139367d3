package dev.tollgate.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarChartTest {
    @ParameterizedTest
    @CsvSource({
        "0,1",
        "4,1",
        "5,2",
        "8,2",
        "9,3",
        "20,5",
        "21,10",
        "100,25",
        "101,30",
        "1000000,250000",
        "1000001,300000"
    })
    void shouldHaveRoundNumbersBetweenItsLines(long most, long step) {
        assertThat(BarChart.step(most)).isEqualTo(step);
    }

    @Test
    void shouldKeepAllColumnsInItsBoxAndOnItsFloor() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            List<BarChart.Value> values = IntStream.rangeClosed(0, random.nextInt(90))
                    .mapToObj(i -> new BarChart.Value("d", "day", random.nextInt(5_000), random.nextInt(500)))
                    .toList();

            BarChart chart = BarChart.of(values, "");

            assertThat(chart.columns()).hasSize(values.size()).allSatisfy(column -> {
                double floor = Double.parseDouble(chart.lines().get(0).y());
                assertThat(bottom(column.admitted())).isEqualTo(floor, within());
                assertThat(bottom(column.refused()))
                        .isEqualTo(Double.parseDouble(column.admitted().y()), within());
                assertThat(Double.parseDouble(column.refused().y())).isNotNegative();
                assertThat(right(column.whole())).isLessThanOrEqualTo(BarChart.WIDTH + 0.1);
            });
            assertThat(chart.columns().stream().filter(column -> !column.label().isEmpty()))
                    .hasSizeBetween(1, 12);
        }
    }

    @Test
    void shouldDrawNothingOfNothing() {
        assertThat(BarChart.of(List.of(), "nothing").columns()).isEmpty();
    }

    @Test
    void shouldShowSmallNumbersBesideLargeOnes() {
        Sparkline line = Sparkline.of(List.of(0L, 1L, 1_000_000L));

        assertThat(line.bars()).extracting(Sparkline.Bar::height).containsExactly("1.0", "24.0");
        assertThat(line.summary()).isEqualTo("1,000,001 in 3 days, 1,000,000 on the busiest of them");
    }

    private static Offset<Double> within() {
        return Offset.offset(0.11);
    }

    private static double bottom(BarChart.Box box) {
        return Double.parseDouble(box.y()) + Double.parseDouble(box.height());
    }

    private static double right(BarChart.Box box) {
        return Double.parseDouble(box.x()) + Double.parseDouble(box.width());
    }
}
