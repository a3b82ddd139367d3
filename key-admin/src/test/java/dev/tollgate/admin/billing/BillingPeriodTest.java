package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.billing.BillingPeriod.Stay;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillingPeriodTest {
    private static final int CENTS = 2;
    private static final BillingPeriod NOVEMBER = period("2026-11-01", "2026-12-01");

    @Test
    void shouldChargeAnUpgradeAtNoonByTheSecond() {
        Instant upgrade = Instant.parse("2026-11-16T12:00:00Z");

        // 15.5 days of 30 at 29, and 14.5 at 99.
        assertThat(NOVEMBER.prorate(
                        List.of(stay(NOVEMBER.begin(), upgrade, "29"), stay(upgrade, NOVEMBER.end(), "99")), CENTS))
                .containsExactly(new BigDecimal("14.98"), new BigDecimal("47.85"));
    }

    @Test
    void shouldChargeNothingForAPause() {
        assertThat(NOVEMBER.prorate(
                        List.of(
                                stay(NOVEMBER.begin(), Instant.parse("2026-11-11T00:00:00Z"), "30"),
                                stay(Instant.parse("2026-11-21T00:00:00Z"), NOVEMBER.end(), "30")),
                        CENTS))
                .containsExactly(new BigDecimal("10.00"), new BigDecimal("10.00"));
    }

    @Test
    void shouldCountTheLeapDay() {
        BillingPeriod year = period("2027-03-01", "2028-03-01");
        Instant leapDay = Instant.parse("2028-02-29T00:00:00Z");

        assertThat(year.prorate(List.of(stay(leapDay, year.end(), "366")), CENTS))
                .containsExactly(new BigDecimal("1.00"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldChargeAPriceThatNeverChangedWholeHoweverOftenItIsCut(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 1_000; run++) {
            BillingPeriod period = new BillingCycle(
                            LocalDate.EPOCH.plusDays(random.nextInt(400)),
                            random.nextBoolean() ? BillingCycle.MONTHLY : BillingCycle.YEARLY)
                    .periodOf(LocalDate.of(2024, 1, 1).plusDays(random.nextInt(2_000)));
            BigDecimal price = BigDecimal.valueOf(random.nextInt(1_000_000), CENTS);
            List<Instant> cuts = new ArrayList<>();
            cuts.add(period.begin());
            random.longs(
                            random.nextInt(20),
                            period.begin().toEpochMilli(),
                            period.end().toEpochMilli())
                    .sorted()
                    .mapToObj(Instant::ofEpochMilli)
                    .forEach(cuts::add);
            cuts.add(period.end());
            List<Stay> stays = new ArrayList<>();
            for (int i = 1; i < cuts.size(); i++) {
                stays.add(new Stay(cuts.get(i - 1), cuts.get(i), price));
            }

            assertThat(period.prorate(stays, CENTS).stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualTo(price);
        }
    }

    @Test
    void shouldRefuseStaysThatOverlapOrLeaveThePeriod() {
        Instant tenth = Instant.parse("2026-11-10T00:00:00Z");
        assertRefused(stay(NOVEMBER.begin(), tenth.plusMillis(1), "1"), stay(tenth, NOVEMBER.end(), "1"));
        assertRefused(stay(NOVEMBER.begin().minusMillis(1), tenth, "1"));
        assertRefused(stay(tenth, NOVEMBER.end().plusMillis(1), "1"));
        assertThatThrownBy(() -> stay(tenth, tenth.minusMillis(1), "1")).hasMessageContaining("end before");
        assertThatThrownBy(() -> stay(tenth, tenth, "-1")).hasMessageContaining("base fee");
        assertThatThrownBy(() -> period("2026-11-01", "2026-11-01")).hasMessageContaining("2026-11-01");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31,1,2026-02-27,2026-01-31,2026-02-28",
        "2026-01-31,1,2026-02-28,2026-02-28,2026-03-31",
        "2026-01-31,1,2028-02-29,2028-02-29,2028-03-31",
        "2026-01-31,1,2026-12-31,2026-12-31,2027-01-31",
        "2026-06-15,1,2026-06-14,2026-05-15,2026-06-15",
        "2028-02-29,12,2029-02-27,2028-02-29,2029-02-28",
        "2028-02-29,12,2032-02-28,2031-02-28,2032-02-29",
        "2026-12-31,12,2027-12-30,2026-12-31,2027-12-31"
    })
    void shouldBeBilledOnTheDayOrTheLastOfAShortMonth(
            LocalDate anchor, int months, LocalDate day, LocalDate from, LocalDate until) {
        assertThat(new BillingCycle(anchor, months).periodOf(day)).isEqualTo(new BillingPeriod(from, until));
    }

    @Test
    void shouldLeaveNoDayOutAndBillNoneTwice() {
        LocalDate first = LocalDate.of(2023, 1, 1);
        for (int months : new int[] {BillingCycle.MONTHLY, BillingCycle.YEARLY}) {
            for (LocalDate anchor :
                    first.plusYears(1).datesUntil(first.plusYears(2)).toList()) {
                BillingCycle cycle = new BillingCycle(anchor, months);
                BillingPeriod current = cycle.periodOf(first);
                for (LocalDate day : first.datesUntil(first.plusYears(6)).toList()) {
                    BillingPeriod found = cycle.periodOf(day);
                    assertThat(found.contains(day)).isTrue();
                    if (!found.equals(current)) {
                        assertThat(found.from()).isEqualTo(current.until()).isEqualTo(day);
                        current = found;
                    }
                }
                assertThat(cycle.periodOf(anchor).from()).isEqualTo(anchor);
            }
        }
    }

    @Test
    void shouldKnowMonthsAndYearsOnly() {
        assertThatThrownBy(() -> new BillingCycle(LocalDate.EPOCH, 3)).hasMessageContaining("one has 3");
    }

    private static void assertRefused(Stay... stays) {
        assertThatThrownBy(() -> NOVEMBER.prorate(List.of(stays), CENTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overlaps");
    }

    private static BillingPeriod period(String from, String until) {
        return new BillingPeriod(LocalDate.parse(from), LocalDate.parse(until));
    }

    private static Stay stay(Instant begin, Instant end, String price) {
        return new Stay(begin, end, new BigDecimal(price));
    }
}
