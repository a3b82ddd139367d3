package dev.tollgate.admin.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.billing.Stretch.Phase;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StretchTest {
    private static final BillingPeriod NOVEMBER =
            new BillingPeriod(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 12, 1));

    private final Price small = price("small", 1, "2026-01-01", true, 0);

    @Test
    void shouldBeTheWholePeriodWhereNothingChanges() {
        assertThat(cut(List.of(phase("2026-03-15T10:00:00Z", "small")), small))
                .containsExactly("small v1 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z days 2026-11-01 2026-12-01");
    }

    @Test
    void shouldGiveADayToTheLastPlanOfIt() {
        Price large = price("large", 1, "2026-01-01", true, 0);

        assertThat(cut(
                        List.of(
                                phase("2026-11-10T08:00:00Z", "small"),
                                phase("2026-11-20T09:00:00Z", "large"),
                                phase("2026-11-20T10:00:00Z", "small"),
                                suspended("2026-11-25T12:00:00Z", "small")),
                        small,
                        large))
                .containsExactly(
                        "small v1 2026-11-10T08:00:00Z 2026-11-20T09:00:00Z days 2026-11-10 2026-11-20",
                        "large v1 2026-11-20T09:00:00Z 2026-11-20T10:00:00Z days 2026-11-20 2026-11-20",
                        "small v1 2026-11-20T10:00:00Z 2026-11-25T12:00:00Z days 2026-11-20 2026-11-26");
    }

    @Test
    void shouldTakeANewPriceOnItsDayIfItIsForThoseWhoAreThere() {
        Price dearer = price("small", 2, "2026-11-11", true, 0);

        assertThat(cut(List.of(phase("2026-03-15T10:00:00Z", "small")), small, dearer))
                .containsExactly(
                        "small v1 2026-11-01T00:00:00Z 2026-11-11T00:00:00Z days 2026-11-01 2026-11-11",
                        "small v2 2026-11-11T00:00:00Z 2026-12-01T00:00:00Z days 2026-11-11 2026-12-01");
    }

    @Test
    void shouldKeepTheOldPriceIfTheNewIsForThoseWhoCome() {
        Price dearer = price("small", 2, "2026-11-11", false, 0);

        assertThat(cut(List.of(phase("2026-03-15T10:00:00Z", "small")), small, dearer))
                .containsExactly("small v1 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z days 2026-11-01 2026-12-01");
        assertThat(cut(List.of(phase("2026-11-11T00:00:00Z", "small")), small, dearer))
                .containsExactly("small v2 2026-11-11T00:00:00Z 2026-12-01T00:00:00Z days 2026-11-11 2026-12-01");
        // A pause is not a goodbye.
        assertThat(cut(
                        List.of(
                                phase("2026-03-15T10:00:00Z", "small"),
                                suspended("2026-10-01T00:00:00Z", "small"),
                                phase("2026-11-20T00:00:00Z", "small")),
                        small,
                        dearer))
                .containsExactly("small v1 2026-11-20T00:00:00Z 2026-12-01T00:00:00Z days 2026-11-20 2026-12-01");
    }

    @Test
    void shouldHaveOneTrialOfAPlan() {
        Price trial = price("large", 1, "2026-01-01", true, 7);

        assertThat(cut(
                        List.of(
                                phase("2026-03-15T10:00:00Z", "small"),
                                phase("2026-11-03T12:00:00Z", "large"),
                                phase("2026-11-20T00:00:00Z", "small"),
                                phase("2026-11-25T00:00:00Z", "large")),
                        small,
                        trial))
                .containsExactly(
                        "small v1 2026-11-01T00:00:00Z 2026-11-03T12:00:00Z days 2026-11-01 2026-11-03",
                        "large v1 trial 2026-11-03T12:00:00Z 2026-11-10T12:00:00Z days 2026-11-03 2026-11-10",
                        "large v1 2026-11-10T12:00:00Z 2026-11-20T00:00:00Z days 2026-11-10 2026-11-20",
                        "small v1 2026-11-20T00:00:00Z 2026-11-25T00:00:00Z days 2026-11-20 2026-11-25",
                        "large v1 2026-11-25T00:00:00Z 2026-12-01T00:00:00Z days 2026-11-25 2026-12-01");
    }

    @Test
    void shouldHaveNoPriceBeforeTheFirst() {
        Price late = price("free", 1, "2026-11-16", true, 0);

        assertThat(cut(List.of(phase("2026-03-15T10:00:00Z", "free")), late))
                .containsExactly(
                        "free without a price 2026-11-01T00:00:00Z 2026-11-16T00:00:00Z days 2026-11-01 2026-11-16",
                        "free v1 2026-11-16T00:00:00Z 2026-12-01T00:00:00Z days 2026-11-16 2026-12-01");
    }

    private static List<String> cut(List<Phase> history, Price... prices) {
        Map<String, List<Price>> byPlan = List.of(prices).stream().collect(Collectors.groupingBy(Price::planId));
        return Stretch.of(history, plan -> byPlan.getOrDefault(plan, List.of()), NOVEMBER).stream()
                .map(stretch -> stretch.planId()
                        + (stretch.price() == null
                                ? " without a price"
                                : " v" + stretch.price().version())
                        + (stretch.trial() ? " trial " : " ") + stretch.begin() + " " + stretch.end() + " days "
                        + stretch.from() + " " + stretch.until())
                .toList();
    }

    private static Phase phase(String since, String plan) {
        return new Phase(Instant.parse(since), plan, true);
    }

    private static Phase suspended(String since, String plan) {
        return new Phase(Instant.parse(since), plan, false);
    }

    private static Price price(String plan, int version, String from, boolean forExisting, int trialDays) {
        return new Price(
                plan,
                version,
                LocalDate.parse(from),
                forExisting,
                new PriceTerms("EUR", PriceTerms.MONTH, "30.00", null, PriceTerms.PER_KEY, null, trialDays));
    }
}
