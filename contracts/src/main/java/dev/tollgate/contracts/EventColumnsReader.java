package dev.tollgate.contracts;

import dev.tollgate.contracts.v1.EventColumns;
import dev.tollgate.contracts.v1.KeyRef;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unpacks what {@link EventColumnsWriter} packed, and believes nothing that does not add up. */
public final class EventColumnsReader {
    private EventColumnsReader() {}

    /**
     * The events, in the order of their positions.
     *
     * @throws MalformedRecordException if the columns are of different lengths, point outside their dictionary, or hold
     *     numbers that cannot be
     */
    public static List<RequestEvent> read(EventColumns columns) throws MalformedRecordException {
        int size = columns.getPositionDeltaCount();
        checkLengths(columns, size);
        Map<Integer, RequestEvent.Refusal> refusals = refusals(columns, size);
        List<Caller> callers = columns.getKeysList().stream()
                .map(key -> new Caller(key.getKeyId(), key.getAccountId(), key.getSubject()))
                .toList();
        List<RouteName> routes =
                columns.getRoutesList().stream().map(RouteName::new).toList();
        List<RequestEvent> events = new ArrayList<>(size);
        long position = columns.getCoversFrom();
        long decidedAtMs = 0;
        int event = 0;
        for (Run run : columns.getRunsList()) {
            for (int i = 0; i < run.getLength(); i++, event++) {
                long distance = columns.getPositionDelta(event);
                check(distance > 0 || (event == 0 && distance == 0), "positions do not ascend");
                position += distance;
                decidedAtMs += columns.getDecidedAtDelta(event);
                check(decidedAtMs >= 0, "a time lies before 1970");
                Caller caller = entry(callers, columns.getKey(event));
                Outcome outcome = columns.getOutcome(event);
                check(outcome != Outcome.UNRECOGNIZED && outcome != Outcome.OUTCOME_UNSPECIFIED, "an unknown outcome");
                long cost = columns.getCost(event);
                check(cost >= 0, "a cost below 0");
                events.add(new RequestEvent(
                        position,
                        run.getEpoch(),
                        run.getDay(),
                        decidedAtMs,
                        caller,
                        entry(routes, columns.getRoute(event)),
                        outcome,
                        cost,
                        refusals.get(event)));
            }
        }
        check(position < columns.getCoversTo() || size == 0, "an event lies behind what the columns cover");
        return events;
    }

    private static void checkLengths(EventColumns columns, int size) throws MalformedRecordException {
        check(columns.getDecidedAtDeltaCount() == size, "columns of different lengths");
        check(columns.getKeyCount() == size, "columns of different lengths");
        check(columns.getRouteCount() == size, "columns of different lengths");
        check(columns.getOutcomeCount() == size, "columns of different lengths");
        check(columns.getCostCount() == size, "columns of different lengths");
        check(columns.getCoversFrom() >= 0 && columns.getCoversTo() >= columns.getCoversFrom(), "an upside-down range");
        long inRuns = 0;
        for (Run run : columns.getRunsList()) {
            check(run.getLength() > 0 && run.getEpoch() > 0, "an empty run or one of no epoch");
            inRuns += run.getLength();
        }
        check(inRuns == size, "runs of another length than the columns");
        for (KeyRef key : columns.getKeysList()) {
            check(
                    !key.getKeyId().isEmpty()
                            && !key.getAccountId().isEmpty()
                            && !key.getSubject().isEmpty(),
                    "a key without id, account or subject");
        }
    }

    private static Map<Integer, RequestEvent.Refusal> refusals(EventColumns columns, int size)
            throws MalformedRecordException {
        Map<Integer, RequestEvent.Refusal> refusals = new HashMap<>();
        for (var refusal : columns.getRefusalsList()) {
            check(refusal.getEvent() >= 0 && refusal.getEvent() < size, "a refusal of no event");
            refusals.put(
                    refusal.getEvent(),
                    new RequestEvent.Refusal(
                            refusal.getLimit(),
                            refusal.getPolicy().getAssignment(),
                            refusal.getPolicy().getVersion(),
                            refusal.getKnown(),
                            refusal.getLogOffset()));
        }
        return refusals;
    }

    private static <T> T entry(List<T> dictionary, int index) throws MalformedRecordException {
        @Nullable T found = index >= 0 && index < dictionary.size() ? dictionary.get(index) : null;
        if (found == null) {
            throw malformed("an index outside its dictionary");
        }
        return found;
    }

    private static void check(boolean holds, String otherwise) throws MalformedRecordException {
        if (!holds) {
            throw malformed(otherwise);
        }
    }

    private static MalformedRecordException malformed(String what) {
        return new MalformedRecordException("The event columns hold " + what + ".");
    }
}
