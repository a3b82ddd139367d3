package dev.tollgate.contracts;

import dev.tollgate.contracts.v1.EventColumns;
import dev.tollgate.contracts.v1.KeyRef;
import dev.tollgate.contracts.v1.Policy;
import dev.tollgate.contracts.v1.Refusal;
import dev.tollgate.contracts.v1.Run;
import java.util.HashMap;
import java.util.Map;

/** Packs events of one gateway for one partition into columns with a dictionary. Not for use by several threads. */
public final class EventColumnsWriter {
    private final EventColumns.Builder columns = EventColumns.newBuilder();
    /** A key whose subject changes with its plan's scope is another caller, and has a second entry. */
    private final Map<Caller, Integer> callers = new HashMap<>();

    private final Map<RouteName, Integer> routes = new HashMap<>();
    private final long coversFrom;
    private long position;
    private long decidedAtMs;
    private long runEpoch;
    private int runDay;
    private int runLength;
    private int size;

    /** @param coversFrom the journal position after the last that was sent to this partition */
    public EventColumnsWriter(long coversFrom) {
        this.coversFrom = coversFrom;
        this.position = coversFrom;
    }

    /** How many events have been added. */
    public int size() {
        return size;
    }

    /** Of how many callers they are. */
    public int callers() {
        return callers.size();
    }

    /** Adds an event; positions must ascend. */
    public void add(RequestEvent event) {
        if (event.position() < position || (size > 0 && event.position() == position)) {
            throw new IllegalArgumentException("Position " + event.position() + " comes after " + position + ".");
        }
        columns.addPositionDelta(event.position() - position);
        columns.addDecidedAtDelta(event.decidedAtMs() - decidedAtMs);
        columns.addKey(keyIndex(event.caller()));
        columns.addRoute(routeIndex(event.routeName()));
        columns.addOutcome(event.outcome());
        columns.addCost(event.cost());
        addToRun(event);
        RequestEvent.Refusal refusal = event.refusal();
        if (refusal != null) {
            columns.addRefusals(Refusal.newBuilder()
                    .setEvent(size)
                    .setLimit(refusal.limit())
                    .setPolicy(Policy.newBuilder()
                            .setAssignment(refusal.assignment())
                            .setVersion(refusal.planVersion()))
                    .setKnown(refusal.known())
                    .setLogOffset(refusal.logOffset()));
        }
        position = event.position();
        decidedAtMs = event.decidedAtMs();
        size++;
    }

    /**
     * The columns.
     *
     * @param coversTo the journal position up to which every event for this partition has been added or sent before
     */
    public EventColumns finish(long coversTo) {
        if (coversTo < coversFrom || (size > 0 && coversTo <= position)) {
            throw new IllegalArgumentException("The columns reach further than " + coversTo + ".");
        }
        endRun();
        return columns.setCoversFrom(coversFrom).setCoversTo(coversTo).build();
    }

    private int keyIndex(Caller caller) {
        Integer known = callers.get(caller);
        return known == null ? addKey(caller) : known;
    }

    private int addKey(Caller caller) {
        columns.addKeys(KeyRef.newBuilder()
                .setKeyId(caller.keyId())
                .setAccountId(caller.accountId())
                .setSubject(caller.subject()));
        int index = columns.getKeysCount() - 1;
        callers.put(caller, index);
        return index;
    }

    private int routeIndex(RouteName route) {
        Integer known = routes.get(route);
        return known == null ? addRoute(route) : known;
    }

    private int addRoute(RouteName route) {
        columns.addRoutes(route.text());
        int index = columns.getRoutesCount() - 1;
        routes.put(route, index);
        return index;
    }

    private void addToRun(RequestEvent event) {
        if (runLength > 0 && (event.epoch() != runEpoch || event.day() != runDay)) {
            endRun();
        }
        runEpoch = event.epoch();
        runDay = event.day();
        runLength++;
    }

    private void endRun() {
        if (runLength > 0) {
            columns.addRuns(Run.newBuilder().setEpoch(runEpoch).setDay(runDay).setLength(runLength));
        }
        runLength = 0;
    }
}
