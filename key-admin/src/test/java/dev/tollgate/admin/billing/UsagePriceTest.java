package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.admin.billing.UsagePrice.Graduated;
import dev.tollgate.admin.billing.UsagePrice.Packages;
import dev.tollgate.admin.billing.UsagePrice.Volume;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsagePriceTest {
    private static final int CENTS = 2;
    private static final List<Tier> TIERS =
            List.of(tier(1_000L, "0.01", "0"), tier(5_000L, "0.005", "2.50"), tier(null, "0.0012", "0"));

    @ParameterizedTest
    @CsvSource({
        "1,0.01",
        "1000,10.00",
        // 10.00, and 2.50 with a half of a cent, which goes to the even neighbour.
        "1001,12.50",
        "1003,12.52",
        "5000,32.50",
        "6000,33.70"
    })
    void shouldPriceEachRequestByItsTier(long quantity, BigDecimal amount) {
        assertThat(sum(new Graduated(TIERS).rate(quantity, CENTS))).isEqualTo(amount);
    }

    @ParameterizedTest
    @CsvSource({"1,0.01", "1000,10.00", "1001,7.50", "1003,7.52", "5000,27.50", "5001,6.00"})
    void shouldPriceAllRequestsByTheTierOfTheLast(long quantity, BigDecimal amount) {
        assertThat(sum(new Volume(TIERS).rate(quantity, CENTS))).isEqualTo(amount);
    }

    @ParameterizedTest
    @CsvSource({"1,1,3.99", "1000,1,3.99", "1001,2,7.98", "9223372036854775807,9223372036854776,36801254427050556.24"})
    void shouldSellWholePackages(long quantity, long packages, BigDecimal amount) {
        assertThat(new Packages(1_000, new BigDecimal("3.99")).rate(quantity, CENTS))
                .containsExactly(new RatedLine(packages, new BigDecimal("3.99"), BigDecimal.ZERO, amount));
    }

    @Test
    void shouldShowALineForEachTier() {
        assertThat(new Graduated(TIERS).rate(6_000, CENTS))
                .extracting(RatedLine::quantity, line -> line.amount().toPlainString())
                .containsExactly(tuple(1_000L, "10.00"), tuple(4_000L, "22.50"), tuple(1_000L, "1.20"));
    }

    @Test
    void shouldCostNothingIfNothingWasUsed() {
        for (UsagePrice price : List.of(new Graduated(TIERS), new Volume(TIERS), new Packages(1, BigDecimal.ONE))) {
            assertThat(price.rate(0, CENTS)).isEmpty();
            assertThatThrownBy(() -> price.rate(-1, CENTS)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldKnowACurrencyWithoutCents() {
        assertThat(new Graduated(List.of(tier(null, "0.5", "0"))).rate(5, 0))
                .extracting(RatedLine::amount)
                .containsExactly(new BigDecimal("2"));
    }

    /** Against a sum over the requests themselves. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldBeTheSumOfWhatEachRequestCosts(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            List<Tier> tiers = tiers(random);
            int quantity = random.nextInt(2_000);
            BigDecimal graduated = BigDecimal.ZERO;
            BigDecimal inTier = BigDecimal.ZERO;
            int reached = -1;
            for (int request = 1; request <= quantity; request++) {
                int i = tierOf(request, tiers);
                if (i != reached) {
                    graduated = graduated.add(inTier.setScale(CENTS, RoundingMode.HALF_EVEN));
                    inTier = tiers.get(i).flatPrice();
                    reached = i;
                }
                inTier = inTier.add(tiers.get(i).unitPrice());
            }
            graduated = graduated.add(inTier.setScale(CENTS, RoundingMode.HALF_EVEN));
            assertThat(sum(new Graduated(tiers).rate(quantity, CENTS))).isEqualByComparingTo(graduated);

            if (quantity > 0) {
                Tier last = tiers.get(tierOf(quantity, tiers));
                BigDecimal volume = last.flatPrice();
                for (int request = 1; request <= quantity; request++) {
                    volume = volume.add(last.unitPrice());
                }
                assertThat(sum(new Volume(tiers).rate(quantity, CENTS)))
                        .isEqualByComparingTo(volume.setScale(CENTS, RoundingMode.HALF_EVEN));
            }
            assertThat(new Graduated(tiers)
                            .rate(quantity, CENTS).stream()
                                    .mapToLong(RatedLine::quantity)
                                    .sum())
                    .isEqualTo(quantity);
        }
    }

    @Test
    void shouldRefuseTiersThatOverlapOrLeaveAGap() {
        assertRefused("There must be a tier");
        assertRefused("The last tier must be without an end", 1_000L);
        assertRefused("Only the last tier may be without an end", null, null);
        assertRefused("ends at 500 behind 1000", 1_000L, 500L, null);
        assertRefused("ends at 1000 behind 1000", 1_000L, 1_000L, null);
    }

    @Test
    void shouldRefusePricesBelowZero() {
        assertThatThrownBy(() -> tier(null, "-0.01", "0")).hasMessageContaining("-0.01");
        assertThatThrownBy(() -> tier(null, "0", "-1")).hasMessageContaining("flat price");
        assertThatThrownBy(() -> tier(0L, "0", "0")).hasMessageContaining("ends at 0");
        assertThatThrownBy(() -> new Packages(0, BigDecimal.ONE)).hasMessageContaining("holds 0");
        assertThatThrownBy(() -> new Packages(1, new BigDecimal("-1"))).hasMessageContaining("-1");
    }

    private static void assertRefused(String why, @Nullable Long... ends) {
        List<Tier> tiers =
                Arrays.stream(ends).map(end -> tier(end, "0.01", "0")).toList();
        assertThatThrownBy(() -> new Graduated(tiers)).hasMessageContaining(why);
        assertThatThrownBy(() -> new Volume(tiers)).hasMessageContaining(why);
    }

    private static int tierOf(long request, List<Tier> tiers) {
        for (int i = 0; i < tiers.size(); i++) {
            Long upTo = tiers.get(i).upTo();
            if (upTo == null || request <= upTo) {
                return i;
            }
        }
        throw new AssertionError("No tier for request " + request);
    }

    private static List<Tier> tiers(Random random) {
        List<Tier> tiers = new ArrayList<>();
        long end = 0;
        for (int i = random.nextInt(5); i > 0; i--) {
            end += 1 + random.nextInt(500);
            tiers.add(tier(end, price(random), price(random)));
        }
        tiers.add(tier(null, price(random), price(random)));
        return tiers;
    }

    private static String price(Random random) {
        return BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(7)).toPlainString();
    }

    private static Tier tier(@Nullable Long upTo, String unitPrice, String flatPrice) {
        return new Tier(upTo, new BigDecimal(unitPrice), new BigDecimal(flatPrice));
    }

    private static BigDecimal sum(List<RatedLine> lines) {
        return lines.stream().map(RatedLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
