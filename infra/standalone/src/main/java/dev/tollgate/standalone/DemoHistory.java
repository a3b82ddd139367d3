package dev.tollgate.standalone;

import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.standalone.DemoCompany.Program;
import java.time.Clock;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Thirty days of requests of a demo company, told as a gate that was away so long would tell of them: in batches, with positions
 * by which the ledger counts each once. Nothing goes past the ledger, so the books agree.
 */
final class DemoHistory {
    private static final int DAYS = 30;
    private static final int EVENTS_IN_BATCH = 4_000;
    private static final long EPOCH = 1;
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final int THEFT_HOURS_AGO = 2;
    private static final int[] OFFICE = {0, 0, 0, 0, 0, 0, 1, 3, 8, 10, 10, 9, 6, 9, 10, 9, 7, 4, 2, 1, 1, 0, 0, 0};
    private static final int[] SHOP = {2, 1, 1, 0, 0, 1, 2, 3, 4, 5, 5, 6, 7, 6, 5, 5, 6, 8, 10, 12, 12, 10, 6, 3};
    private static final int[] NIGHTLY = {0, 2, 20, 12, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private final Clock clock;

    DemoHistory(Clock clock) {
        this.clock = clock;
    }

    /**
     * The batches, in the order in which they are to be sent.
     *
     * @param keyIds of its programs, in their order
     * @param dailyLimit of each key; {@link Long#MAX_VALUE} for none
     */
    List<RequestBatch> of(DemoCompany company, String accountId, List<String> keyIds, long dailyLimit) {
        List<RequestEvent> events = new ArrayList<>();
        int today = UtcDay.of(clock.millis());
        for (int i = 0; i < keyIds.size(); i++) {
            // The same however often it is told.
            Random random = new Random(keyIds.get(i).hashCode());
            for (int day = today - DAYS + 1; day <= today; day++) {
                addDay(events, company.programs().get(i), accountId, keyIds.get(i), day, dailyLimit, random);
            }
        }
        events.sort(Comparator.comparingLong(RequestEvent::decidedAtMs));
        return batches("demo-" + accountId, events);
    }

    private void addDay(
            List<RequestEvent> events,
            Program program,
            String accountId,
            String keyId,
            int day,
            long dailyLimit,
            Random random) {
        long start = UtcDay.startMillis(day);
        int requests = (int) (program.perDay() * weekday(program, day) * (0.85 + 0.3 * random.nextDouble()));
        List<Long> moments = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            moments.add(start + hour(program, random) * MILLIS_PER_HOUR + random.nextInt((int) MILLIS_PER_HOUR));
        }
        if (program.stolen()) {
            moments.addAll(theft(program, day, random));
        }
        moments.sort(Comparator.naturalOrder());
        long admitted = 0;
        for (long moment : moments) {
            String route = program.routes().get(random.nextInt(10) < 7 ? 0 : 1);
            Outcome outcome = outcome(admitted, dailyLimit, random);
            if (moment > clock.millis()) {
                continue;
            }
            if (outcome == Outcome.ADMITTED) {
                admitted++;
            }
            RequestEvent.Refusal refusal = outcome == Outcome.QUOTA_EXCEEDED
                    ? new RequestEvent.Refusal(dailyLimit, 1, 1, dailyLimit, 0)
                    : null;
            events.add(new RequestEvent(
                    RequestEvent.NOWHERE, EPOCH, day, moment, keyId, accountId, keyId, route, outcome, 1, refusal));
        }
    }

    /** In the hour before last, about as much as on a whole day. */
    private List<Long> theft(Program program, int day, Random random) {
        long hour = (clock.millis() / MILLIS_PER_HOUR - THEFT_HOURS_AGO) * MILLIS_PER_HOUR;
        return UtcDay.of(hour) == day
                ? random.longs(program.perDay(), hour, hour + MILLIS_PER_HOUR)
                        .boxed()
                        .toList()
                : List.of();
    }

    private static Outcome outcome(long admitted, long dailyLimit, Random random) {
        int chance = random.nextInt(1_000);
        if (admitted >= dailyLimit) {
            return Outcome.QUOTA_EXCEEDED;
        }
        return chance < 4 ? Outcome.SCOPE_MISSING : chance < 6 ? Outcome.IP_NOT_ALLOWED : Outcome.ADMITTED;
    }

    private static double weekday(Program program, int day) {
        DayOfWeek weekday = UtcDay.date(day).getDayOfWeek();
        boolean weekend = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
        return switch (program.rhythm()) {
            case OFFICE -> weekend ? 0.15 : 1;
            case SHOP -> weekend ? 1.25 : 0.95;
            case NIGHTLY -> 1;
        };
    }

    private static int hour(Program program, Random random) {
        int[] weights =
                switch (program.rhythm()) {
                    case OFFICE -> OFFICE;
                    case SHOP -> SHOP;
                    case NIGHTLY -> NIGHTLY;
                };
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int left = random.nextInt(sum);
        int hour = 0;
        while (left >= weights[hour]) {
            left -= weights[hour];
            hour++;
        }
        return hour;
    }

    private static List<RequestBatch> batches(String gateway, List<RequestEvent> events) {
        List<RequestBatch> batches = new ArrayList<>();
        for (int from = 0; from < events.size(); from += EVENTS_IN_BATCH) {
            int to = Math.min(events.size(), from + EVENTS_IN_BATCH);
            EventColumnsWriter columns = new EventColumnsWriter(from);
            for (int i = from; i < to; i++) {
                columns.add(at(i, events.get(i)));
            }
            batches.add(RequestBatch.newBuilder()
                    .setGateway(gateway)
                    .setEpoch(EPOCH)
                    .setEvents(columns.finish(to))
                    .build());
        }
        // It does not come back, and holds nothing.
        batches.add(RequestBatch.newBuilder()
                .setGateway(gateway)
                .setEpoch(EPOCH + 1)
                .setFenceUpTo(EPOCH)
                .build());
        return batches;
    }

    private static RequestEvent at(long position, RequestEvent event) {
        return new RequestEvent(
                position,
                event.epoch(),
                event.day(),
                event.decidedAtMs(),
                event.keyId(),
                event.accountId(),
                event.subject(),
                event.route(),
                event.outcome(),
                event.cost(),
                event.refusal());
    }
}
