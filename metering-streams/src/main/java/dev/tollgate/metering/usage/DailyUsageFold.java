package dev.tollgate.metering.usage;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.HourUsage;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.MeterUsage;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.OutcomeCount;
import dev.tollgate.contracts.v1.RouteUsage;
import dev.tollgate.contracts.v1.UsageReport;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One key's day, while events are added to it. */
public final class DailyUsageFold {
    /** Distinct routes of a key's day; what comes later is counted under {@link #OTHER_ROUTES}. */
    public static final int ROUTES_MAX = 100;

    /** Stands for all routes beyond {@link #ROUTES_MAX}. */
    public static final String OTHER_ROUTES = "other";

    private static final int HOURS = 24;
    private static final int MILLIONTHS = 1_000_000;

    /** With these the key was not the live key of an account that may call: it was not used, only shown. */
    private static final Set<Outcome> NOT_A_USE = EnumSet.of(
            Outcome.KEY_REVOKED,
            Outcome.KEY_EXPIRED,
            Outcome.KEY_DISABLED,
            Outcome.ACCOUNT_DELETED,
            Outcome.ACCOUNT_SUSPENDED);

    private final DailyUsage.Builder usage;
    private final HourUsage.@Nullable Builder[] hours = new HourUsage.Builder[HOURS];
    private final Map<String, RouteUsage.Builder> routes = new HashMap<>();
    private final Map<Outcome, OutcomeCount.Builder> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, MeterUsage.Builder> meters = new HashMap<>();

    private DailyUsageFold(DailyUsage.Builder usage) {
        this.usage = usage;
        usage.getHoursBuilderList().forEach(hour -> hours[hour.getHour()] = hour);
        usage.getRoutesBuilderList().forEach(route -> routes.put(route.getRoute(), route));
        usage.getMetersBuilderList().forEach(meter -> meters.put(meter.getMeter(), meter));
        usage.getOutcomesBuilderList().forEach(outcome -> outcomes.put(outcome.getOutcome(), outcome));
    }

    /** Goes on from {@code known}. */
    public static DailyUsageFold of(DailyUsage known) {
        return new DailyUsageFold(known.toBuilder());
    }

    /** Begins a day of a key. */
    public static DailyUsageFold begin(DayKey dayOfKey, String accountId) {
        return new DailyUsageFold(DailyUsage.newBuilder()
                .setKeyId(dayOfKey.id())
                .setAccountId(accountId)
                .setDay(dayOfKey.day()));
    }

    /** Adds an event that was not added before. */
    public void add(RequestEvent event) {
        HourUsage.Builder hour = hour(event);
        RouteUsage.Builder route = route(event.route());
        OutcomeCount.Builder outcome = outcome(event.outcome());
        outcome.setRequests(outcome.getRequests() + 1);
        if (event.isAdmitted()) {
            usage.setAdmitted(usage.getAdmitted() + event.cost());
            usage.setAdmittedRequests(usage.getAdmittedRequests() + 1);
            hour.setAdmitted(hour.getAdmitted() + event.cost());
            hour.setAdmittedRequests(hour.getAdmittedRequests() + 1);
            route.setAdmitted(route.getAdmitted() + event.cost());
            route.setAdmittedRequests(route.getAdmittedRequests() + 1);
        } else {
            hour.setRefusedRequests(hour.getRefusedRequests() + 1);
            route.setRefusedRequests(route.getRefusedRequests() + 1);
        }
        if (!NOT_A_USE.contains(event.outcome())) {
            usage.setLastUsedAtMs(Math.max(usage.getLastUsedAtMs(), event.decidedAtMs()));
        }
    }

    /** Adds a report that was not added before. It is no use of the key: nobody has shown it. */
    public void add(UsageReport report) {
        for (MeterAmount amount : report.getAmountsList()) {
            MeterUsage.Builder meter = meters.computeIfAbsent(
                    amount.getMeter(), name -> usage.addMetersBuilder().setMeter(name));
            int millionths = meter.getMillionths() + amount.getMillionths();
            meter.setWhole(Math.addExact(meter.getWhole(), amount.getWhole() + millionths / MILLIONTHS))
                    .setMillionths(millionths % MILLIONTHS)
                    .setReports(meter.getReports() + 1);
        }
    }

    /**
     * The day so far.
     *
     * @param position of the last batch that it counts
     * @param logTimeMs of that batch
     */
    public DailyUsage at(LogPosition position, long logTimeMs) {
        return usage.setPosition(position).setCountedAtMs(logTimeMs).build();
    }

    private HourUsage.Builder hour(RequestEvent event) {
        // The day is the gate's, which never goes back; just before midnight it can be ahead of the clock's own hour.
        int hour = UtcDay.of(event.decidedAtMs()) == event.day()
                ? UtcDay.hourOf(event.decidedAtMs())
                : (UtcDay.of(event.decidedAtMs()) < event.day() ? 0 : 23);
        HourUsage.Builder known = hours[hour];
        if (known == null) {
            known = usage.addHoursBuilder().setHour(hour);
            hours[hour] = known;
        }
        return known;
    }

    private RouteUsage.Builder route(String name) {
        RouteUsage.Builder known = routes.get(name);
        if (known != null) {
            return known;
        }
        boolean listed = routes.size() < ROUTES_MAX;
        return routes.computeIfAbsent(
                listed ? name : OTHER_ROUTES, r -> usage.addRoutesBuilder().setRoute(r));
    }

    private OutcomeCount.Builder outcome(Outcome outcome) {
        return outcomes.computeIfAbsent(outcome, o -> usage.addOutcomesBuilder().setOutcome(o));
    }
}
