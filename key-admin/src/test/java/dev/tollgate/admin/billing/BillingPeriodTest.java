package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(share(NOVEMBER, "29", NOVEMBER.begin(), upgrade)).isEqualTo("14.98");
        assertThat(share(NOVEMBER, "99", upgrade, NOVEMBER.end())).isEqualTo("47.85");
    }

    @Test
    void shouldCountTheLeapDay() {
        BillingPeriod year = period("2027-03-01", "2028-03-01");

        assertThat(share(year, "366", Instant.parse("2028-02-29T00:00:00Z"), year.end()))
                .isEqualTo("1.00");
    }

    @Test
    void shouldPartAYearAmongItsMonthsWithoutALostCent() {
        BillingCycle months = new BillingCycle(LocalDate.of(2027, 10, 31), BillingCycle.MONTHLY);
        BillingPeriod year = new BillingCycle(months.anchor(), BillingCycle.YEARLY).periodOf(months.anchor());
        BigDecimal sum = BigDecimal.ZERO;
        for (LocalDate day = year.from(); day.isBefore(year.until()); ) {
            BillingPeriod month = months.periodOf(day);
            sum = sum.add(year.share(new BigDecimal("100"), month.begin(), month.end(), CENTS));
            day = month.until();
        }

        assertThat(sum).isEqualTo("100.00");
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
            BigDecimal sum = BigDecimal.ZERO;
            for (int i = 1; i < cuts.size(); i++) {
                sum = sum.add(period.share(price, cuts.get(i - 1), cuts.get(i), CENTS));
            }

            assertThat(sum).isEqualTo(price);
        }
    }

    @Test
    void shouldRefuseWhatLiesNotWithinIt() {
        Instant tenth = Instant.parse("2026-11-10T00:00:00Z");
        assertRefused(NOVEMBER.begin().minusMillis(1), tenth);
        assertRefused(tenth, NOVEMBER.end().plusMillis(1));
        assertRefused(tenth, tenth.minusMillis(1));
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
                    assertThat(day).isBetween(found.from(), found.until().minusDays(1));
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

    private static void assertRefused(Instant begin, Instant end) {
        assertThatThrownBy(() -> share(NOVEMBER, "1", begin, end))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not within");
    }

    private static String share(BillingPeriod period, String price, Instant begin, Instant end) {
        return period.share(new BigDecimal(price), begin, end, CENTS).toPlainString();
    }

    private static BillingPeriod period(String from, String until) {
        return new BillingPeriod(LocalDate.parse(from), LocalDate.parse(until));
    }
}
