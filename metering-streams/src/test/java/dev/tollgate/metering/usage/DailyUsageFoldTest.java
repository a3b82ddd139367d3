package dev.tollgate.metering.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.MeterUsage;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.RouteUsage;
import dev.tollgate.contracts.v1.UsageReport;
import org.junit.jupiter.api.Test;

class DailyUsageFoldTest {
    private static final int DAY = 20_000;
    private static final long MIDNIGHT = UtcDay.startMillis(DAY);
    private static final LogPosition POSITION =
            LogPosition.newBuilder().setOffset(7).build();

    private static final long COUNTED_AT = MIDNIGHT + 90_000_000;

    private final DailyUsageFold fold = DailyUsageFold.begin(new DayKey(DAY, "key_1"), "acc_1");

    @Test
    void shouldBillTheCostOfAdmittedRequestsOnly() {
        fold.add(event(0, Outcome.ADMITTED, 3, "a"));
        fold.add(event(1, Outcome.ADMITTED_UNLEASED, 2, "a"));
        fold.add(event(2, Outcome.QUOTA_EXCEEDED, 5, "a"));

        DailyUsage usage = fold.at(POSITION, COUNTED_AT);

        assertThat(usage.getAdmitted()).isEqualTo(5);
        assertThat(usage.getAdmittedRequests()).isEqualTo(2);
        assertThat(usage.getOutcomesList()).hasSize(3).allMatch(o -> o.getRequests() == 1);
        assertThat(usage.getPosition()).isEqualTo(POSITION);
        assertThat(usage.getCountedAtMs()).isEqualTo(COUNTED_AT);
    }

    @Test
    void shouldCountRefusalsOfALiveKeyAsUseOfItButNotOfARevokedOne() {
        fold.add(event(10, Outcome.QUOTA_EXCEEDED, 1, "a"));
        fold.add(event(20, Outcome.KEY_REVOKED, 1, "a"));

        assertThat(fold.at(POSITION, COUNTED_AT).getLastUsedAtMs()).isEqualTo(MIDNIGHT + 10);
    }

    @Test
    void shouldSplitTheDayIntoHours() {
        fold.add(event(0, Outcome.ADMITTED, 1, "a"));
        fold.add(event(3_600_000L * 5, Outcome.ADMITTED, 2, "a"));
        fold.add(event(3_600_000L * 5 + 1, Outcome.QUOTA_EXCEEDED, 1, "a"));

        assertThat(fold.at(POSITION, COUNTED_AT).getHoursList())
                .containsExactlyInAnyOrder(
                        HourUsage.newBuilder()
                                .setHour(0)
                                .setAdmitted(1)
                                .setAdmittedRequests(1)
                                .build(),
                        HourUsage.newBuilder()
                                .setHour(5)
                                .setAdmitted(2)
                                .setAdmittedRequests(1)
                                .setRefusedRequests(1)
                                .build());
    }

    @Test
    void shouldPutWhatTheGateCountedInThisDayIntoItsNearestHourWhateverItsClockSaid() {
        fold.add(event(-5, Outcome.ADMITTED, 1, "a"));
        fold.add(event(UtcDay.MILLIS + 5, Outcome.ADMITTED, 1, "a"));

        assertThat(fold.at(POSITION, COUNTED_AT).getHoursList())
                .extracting(HourUsage::getHour)
                .containsExactlyInAnyOrder(0, 23);
    }

    @Test
    void shouldBoundTheNumberOfRoutes() {
        for (int i = 0; i < DailyUsageFold.ROUTES_MAX + 50; i++) {
            fold.add(event(i, Outcome.ADMITTED, 1, "route " + i));
        }

        DailyUsage usage = fold.at(POSITION, COUNTED_AT);

        assertThat(usage.getRoutesList()).hasSize(DailyUsageFold.ROUTES_MAX + 1);
        assertThat(usage.getRoutesList())
                .filteredOn(r -> r.getRoute().equals(DailyUsageFold.OTHER_ROUTES))
                .extracting(RouteUsage::getAdmitted)
                .containsExactly(50L);
    }

    @Test
    void shouldGoOnFromWhatIsKnown() {
        fold.add(event(0, Outcome.ADMITTED, 1, "a"));
        DailyUsageFold next = DailyUsageFold.of(fold.at(POSITION, COUNTED_AT));
        next.add(event(1, Outcome.ADMITTED, 1, "a"));

        DailyUsage usage = next.at(POSITION, COUNTED_AT);

        assertThat(usage.getAdmitted()).isEqualTo(2);
        assertThat(usage.getRoutesList()).hasSize(1);
        assertThat(usage.getHoursList()).hasSize(1);
        assertThat(usage.getOutcomesList()).hasSize(1);
    }

    @Test
    void shouldNotBillWhatShadowModeLetThrough() {
        fold.add(event(1, Outcome.SHADOW_QUOTA_EXCEEDED, 7, "a"));

        DailyUsage usage = fold.at(LogPosition.getDefaultInstance(), COUNTED_AT);

        assertThat(usage.getAdmitted()).isZero();
        assertThat(usage.getHours(0).getRefusedRequests()).isEqualTo(1);
        assertThat(usage.getOutcomes(0).getOutcome()).isEqualTo(Outcome.SHADOW_QUOTA_EXCEEDED);
        assertThat(usage.getLastUsedAtMs()).isPositive();
    }

    @Test
    void shouldAddUpWhatIsReportedToTheMillionth() {
        fold.add(report("tokens", 3, 999_999));
        fold.add(report("tokens", 4, 2));
        fold.add(report("bytes", 1, 0));

        DailyUsage usage = DailyUsageFold.of(fold.at(POSITION, COUNTED_AT)).at(POSITION, COUNTED_AT);

        assertThat(usage.getMetersList())
                .containsExactly(
                        MeterUsage.newBuilder()
                                .setMeter("tokens")
                                .setWhole(8)
                                .setMillionths(1)
                                .setReports(2)
                                .build(),
                        MeterUsage.newBuilder()
                                .setMeter("bytes")
                                .setWhole(1)
                                .setReports(1)
                                .build());
        assertThat(usage.getLastUsedAtMs()).isZero();
        assertThat(usage.getAdmitted()).isZero();
    }

    private static UsageReport report(String meter, long whole, int millionths) {
        return UsageReport.newBuilder()
                .addAmounts(
                        MeterAmount.newBuilder().setMeter(meter).setWhole(whole).setMillionths(millionths))
                .build();
    }

    private static RequestEvent event(long afterMidnight, Outcome outcome, long cost, String route) {
        return new RequestEvent(
                0, 1, DAY, MIDNIGHT + afterMidnight, "key_1", "acc_1", "key_1", route, outcome, cost, null);
    }
}
