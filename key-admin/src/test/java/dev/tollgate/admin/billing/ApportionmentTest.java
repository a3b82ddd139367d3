package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApportionmentTest {
    @Test
    void shouldShareACentThatCannotBeShared() {
        assertThat(Apportionment.byWeight(new BigDecimal("0.01"), List.of(1L, 1L, 1L)))
                .containsExactly(new BigDecimal("0.00"), new BigDecimal("0.01"), new BigDecimal("0.00"));
        assertThat(Apportionment.byWeight(new BigDecimal("100.00"), List.of(1L, 1L, 1L)))
                .containsExactly(new BigDecimal("33.33"), new BigDecimal("33.34"), new BigDecimal("33.33"));
    }

    @Test
    void shouldGiveNothingToWhatWeighsNothing() {
        assertThat(Apportionment.byWeight(new BigDecimal("9.99"), List.of(0L, 7L, 0L)))
                .containsExactly(new BigDecimal("0.00"), new BigDecimal("9.99"), new BigDecimal("0.00"));
    }

    @Test
    void shouldRefuseWhatHasNoShares() {
        assertThatThrownBy(() -> Apportionment.byWeight(BigDecimal.ONE, List.of(0L, 0L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Apportionment.byWeight(BigDecimal.ONE, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Apportionment.byWeight(BigDecimal.ONE, List.of(2L, -1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldLoseNoCentAndFindNone(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 5_000; run++) {
            int scale = random.nextInt(4);
            BigDecimal unit = BigDecimal.ONE.movePointLeft(scale);
            // A credit is below zero.
            BigDecimal amount = BigDecimal.valueOf(random.nextLong(-1_000_000, 1_000_000), scale);
            List<Long> weights = random.longs(1 + random.nextInt(60), 0, random.nextBoolean() ? 3 : 1_000_000_000_000L)
                    .boxed()
                    .toList();
            BigDecimal whole = BigDecimal.valueOf(
                    weights.stream().mapToLong(Long::longValue).sum());
            if (whole.signum() == 0) {
                continue;
            }

            List<BigDecimal> shares = Apportionment.byWeight(amount, weights);

            assertThat(shares.stream().reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo(amount);
            for (int i = 0; i < shares.size(); i++) {
                BigDecimal exact = amount.multiply(BigDecimal.valueOf(weights.get(i)))
                        .divide(whole, scale + 20, RoundingMode.HALF_EVEN);
                assertThat(shares.get(i).subtract(exact).abs()).isLessThanOrEqualTo(unit);
                assertThat(shares.get(i).signum() * amount.signum()).isNotNegative();
                assertThat(shares.get(i).scale()).isEqualTo(scale);
            }
            assertThat(Apportionment.byWeight(amount, weights)).isEqualTo(shares);
        }
    }
}
