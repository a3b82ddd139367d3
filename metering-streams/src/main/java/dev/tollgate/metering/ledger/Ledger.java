package dev.tollgate.metering.ledger;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one partition of request-events: takes batches in the log's order and says what the gateways should know.
 *
 * <p>What it says is a function of the batches alone. An event is counted once, however often it is sent.
 */
public final class Ledger {
    /** The rule by which claims are settled. */
    public static final int RULE = 1;

    private final Gateways gateways;
    private final NavigableSet<DayKey> queued;
    private final int logDay;

    private Ledger(Gateways gateways, NavigableSet<DayKey> queued, int logDay) {
        this.gateways = gateways;
        this.queued = queued;
        this.logDay = logDay;
    }

    /** The ledger as it was when {@code record} was written. */
    public static Ledger fromRecord(PartitionRecord record) {
        return new Ledger(
                Gateways.fromRecords(record.getGatewaysList()),
                new TreeSet<>(record.getQueuedList().stream().map(DayKey::parse).toList()),
                record.getLogDay());
    }

    /** What to keep of it, beside its subjects. */
    public PartitionRecord toRecord(int newLogDay) {
        return PartitionRecord.newBuilder()
                .addAllGateways(gateways.toRecords())
                .addAllQueued(queued.stream().map(DayKey::toString).toList())
                .setLogDay(newLogDay)
                .build();
    }

    /** The latest day that the log's own time had reached when this was written. */
    public int logDay() {
        return logDay;
    }

    /**
     * What a batch led to.
     *
     * @param fresh events that were not counted before
     * @param duplicates how many were
     * @param late those of {@code fresh} that a run admitted which was given up before they came: what it held may have
     *     been lent again, so a quota may be exceeded by as much
     * @param states what gateways should hear of, in the order of subjects
     */
    public record Applied(List<RequestEvent> fresh, int duplicates, List<RequestEvent> late, List<QuotaState> states) {}

    /**
     * Takes a batch.
     *
     * @param batch checked for its form before
     * @param events its events
     * @param position where in the log it lies
     * @throws UnknownRuleException if it has to be settled by a rule unknown here
     */
    public Applied apply(RequestBatch batch, List<RequestEvent> events, LogPosition position, SubjectStore store) {
        Touched touched = new Touched(store);
        List<RequestEvent> late = new ArrayList<>();
        List<RequestEvent> fresh = count(batch, events, touched, late);
        Run sender = new Run(batch.getGateway(), batch.getEpoch());
        gateways.heard(sender);
        for (Claim claim : batch.getClaimsList()) {
            if (claim.getRule() != RULE) {
                throw new UnknownRuleException(claim.getRule());
            }
            claim(sender, claim, touched);
        }
        boolean closed = batch.getTick() > 0 && gateways.isOpen(sender) && gateways.tick(sender, batch.getTick());
        if (batch.getFenceUpTo() > 0) {
            gateways.fence(batch.getGateway(), batch.getFenceUpTo());
            closed = true;
        }
        if (closed) {
            // What the closed runs held is free now. Who waits for it gets it; others find out when they next ask.
            queued.forEach(touched::account);
        }
        return new Applied(fresh, events.size() - fresh.size(), late, touched.settle(position));
    }

    private List<RequestEvent> count(
            RequestBatch batch, List<RequestEvent> events, Touched touched, List<RequestEvent> late) {
        SeenPositions seen = gateways.seen(batch.getGateway());
        List<RequestEvent> fresh = new ArrayList<>(events.size());
        Admitted admitted = null;
        for (RequestEvent event : events) {
            if (seen.contains(event.position())) {
                continue;
            }
            fresh.add(event);
            if (event.isAdmitted()) {
                if (admitted == null || !admitted.isOf(event)) {
                    book(admitted, touched);
                    admitted = begin(new Run(batch.getGateway(), event.epoch()), event.day());
                }
                admitted.add(event);
                if (!admitted.open) {
                    late.add(event);
                }
            }
        }
        book(admitted, touched);
        if (batch.hasEvents()) {
            seen.add(batch.getEvents().getCoversFrom(), batch.getEvents().getCoversTo());
        }
        return fresh;
    }

    private Admitted begin(Run run, int day) {
        gateways.heard(run);
        return new Admitted(run, day, gateways.isOpen(run));
    }

    private static void book(@Nullable Admitted admitted, Touched touched) {
        if (admitted != null) {
            admitted.costs.forEach((caller, cost) ->
                    touched.account(new DayKey(admitted.day, caller.subject())).count(admitted.run, cost[0]));
        }
    }

    /** What a run admitted on a day, added up: there are many events of few callers. */
    private static final class Admitted {
        final Run run;
        final int day;
        final boolean open;
        final Map<Caller, long[]> costs = new HashMap<>();

        Admitted(Run run, int day, boolean open) {
            this.run = run;
            this.day = day;
            this.open = open;
        }

        boolean isOf(RequestEvent event) {
            return event.epoch() == run.epoch() && event.day() == day;
        }

        void add(RequestEvent event) {
            long[] cost = costs.get(event.caller());
            if (cost == null) {
                cost = new long[1];
                costs.put(event.caller(), cost);
            }
            cost[0] += event.cost();
        }
    }

    private void claim(Run sender, Claim claim, Touched touched) {
        SubjectAccount account = touched.claimed(new DayKey(claim.getDay(), claim.getSubject()));
        if (gateways.isOpen(sender)) {
            account.claim(sender, claim);
        } else {
            // Not heard, but told so: its entry makes the state say that this run is over.
            account.count(sender, 0);
        }
    }

    /** The subjects that a batch touches, loaded once each. */
    private final class Touched {
        private final SubjectStore store;
        private final Map<DayKey, SubjectAccount> accounts = new HashMap<>();
        private final Set<DayKey> claimed = new HashSet<>();

        Touched(SubjectStore store) {
            this.store = store;
        }

        SubjectAccount account(DayKey key) {
            return accounts.computeIfAbsent(key, this::load);
        }

        private SubjectAccount load(DayKey key) {
            SubjectRecord record = store.get(key);
            return record == null ? new SubjectAccount(gateways) : SubjectAccount.fromRecord(record, gateways);
        }

        /** Whoever claims is told how things stand, even if nothing changed. */
        SubjectAccount claimed(DayKey key) {
            claimed.add(key);
            return account(key);
        }

        List<QuotaState> settle(LogPosition position) {
            List<QuotaState> states = new ArrayList<>();
            // In one order, whenever it is done again.
            new TreeMap<>(accounts).forEach((key, account) -> {
                // Until a claim has said what the limit is, there is nothing to say but how much was used.
                if (account.isLimited()) {
                    boolean changed = account.settle();
                    if (changed || account.isUsedUp() || claimed.contains(key)) {
                        states.add(account.toState(key, position));
                    }
                }
                if (account.isQueueEmpty()) {
                    queued.remove(key);
                } else {
                    queued.add(key);
                }
                store.put(key, account.toRecord());
            });
            return states;
        }
    }
}
