package dev.tollgate.metering.ledger;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.PolicyOrder;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.Policy;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.metering.ledger.v1.EntryRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One subject's quota on one day: its limit, who holds what of it, and whose claims wait. */
final class SubjectAccount {
    private final Gateways gateways;
    private final TreeMap<Run, Entry> entries = new TreeMap<>();
    private final List<Run> queue = new ArrayList<>();
    private boolean limited;
    private long limit;
    private Policy policy = Policy.getDefaultInstance();

    SubjectAccount(Gateways gateways) {
        this.gateways = gateways;
    }

    boolean isLimited() {
        return limited;
    }

    boolean isQueueEmpty() {
        return queue.isEmpty();
    }

    boolean isUsedUp() {
        return knownTotal() >= limit;
    }

    void count(Run run, long cost) {
        entry(run).used += cost;
    }

    /** Takes a claim of an open run, unless a newer one of it was there before. */
    void claim(Run run, Claim claim) {
        Entry entry = entry(run);
        if (claim.getCtl() <= entry.ctl) {
            return;
        }
        entry.take(claim);
        if (!queue.contains(run)) {
            queue.add(run);
        }
        if (!limited || PolicyOrder.isNewer(claim.getPolicy(), policy)) {
            limited = true;
            limit = claim.getLimit();
            policy = claim.getPolicy();
        }
    }

    /**
     * Answers what can be answered, first come first served, and asks back what is missing for the rest.
     *
     * @return whether anything changed that a gateway should hear of
     */
    boolean settle() {
        boolean changed = recallOverdraft();
        changed |= answerQueue();
        changed |= reviveDry();
        if (queue.isEmpty() && free() >= 0) {
            entries.values().forEach(entry -> entry.recall = 0);
        }
        return changed;
    }

    /** After the limit fell below what is lent: everyone who has unused allowance is asked for it. */
    private boolean recallOverdraft() {
        long missing = -free();
        boolean changed = false;
        if (missing > 0) {
            for (Map.Entry<Run, Entry> holder : entries.entrySet()) {
                changed |= recall(holder.getKey(), holder.getValue(), missing);
            }
        }
        return changed;
    }

    private boolean answerQueue() {
        boolean changed = false;
        while (!queue.isEmpty()) {
            Run run = queue.get(0);
            Entry entry = entry(run);
            if (!gateways.isOpen(run) || entry.answer != Answer.PENDING) {
                queue.remove(0);
                continue;
            }
            long free = Math.max(0, free());
            long base = Math.max(entry.granted, entry.known());
            long missing = entry.need - base;
            if (missing <= 0 || missing <= free) {
                long share = Math.min(entry.want - base, free / (2L * gateways.live()));
                entry.granted = base + Math.max(0, Math.max(missing, share));
                entry.answer = Answer.OK;
            } else if (anyoneElseCanGive(run)) {
                return recallFromOthers(run, missing - free) || changed;
            } else {
                entry.granted = base + free;
                entry.answer = Answer.DRY;
            }
            queue.remove(0);
            changed = true;
        }
        return changed;
    }

    private boolean anyoneElseCanGive(Run run) {
        for (Map.Entry<Run, Entry> other : entries.entrySet()) {
            if (!other.getKey().equals(run) && canGive(other.getKey(), other.getValue())) {
                return true;
            }
        }
        return false;
    }

    private boolean recallFromOthers(Run run, long missing) {
        boolean changed = false;
        for (Map.Entry<Run, Entry> other : entries.entrySet()) {
            if (!other.getKey().equals(run)) {
                changed |= recall(other.getKey(), other.getValue(), missing);
            }
        }
        return changed;
    }

    private boolean recall(Run run, Entry entry, long missing) {
        if (canGive(run, entry) && entry.recall < missing) {
            entry.recall = missing;
            return true;
        }
        return false;
    }

    private boolean canGive(Run run, Entry entry) {
        return gateways.isOpen(run) && entry.granted > entry.known();
    }

    /** Something is left after all: a proof that nothing was must not outlive it. */
    private boolean reviveDry() {
        boolean changed = false;
        if (free() > 0) {
            for (Entry entry : entries.values()) {
                if (entry.answer == Answer.DRY) {
                    entry.answer = Answer.OK;
                    changed = true;
                }
            }
        }
        return changed;
    }

    private long free() {
        long held = 0;
        for (Map.Entry<Run, Entry> entry : entries.entrySet()) {
            held += entry.getValue().held(status(entry.getKey(), entry.getValue()));
        }
        return limit - held;
    }

    private long knownTotal() {
        long known = 0;
        for (Entry entry : entries.values()) {
            known += entry.known();
        }
        return known;
    }

    private HoldingStatus status(Run run, Entry entry) {
        if (gateways.isOpen(run)) {
            return HoldingStatus.OPEN;
        }
        return entry.hold && gateways.isRetired(run) ? HoldingStatus.HELD : HoldingStatus.CLOSED;
    }

    private Entry entry(Run run) {
        return entries.computeIfAbsent(run, r -> new Entry());
    }

    QuotaState toState(DayKey key, LogPosition position) {
        QuotaState.Builder state = QuotaState.newBuilder()
                .setSubject(key.id())
                .setDay(key.day())
                .setPosition(position)
                .setLimit(limit)
                .setPolicy(policy)
                .setKnown(knownTotal())
                .setFree(free())
                .setLive(gateways.live());
        entries.forEach((run, entry) -> state.addHoldings(Holding.newBuilder()
                .setGateway(run.gateway())
                .setEpoch(run.epoch())
                .setGranted(entry.granted)
                .setKnown(entry.known())
                .setCtl(entry.ctl)
                .setAnswer(entry.answer)
                .setRecall(entry.recall)
                .setStatus(status(run, entry))));
        return state.build();
    }

    SubjectRecord toRecord() {
        SubjectRecord.Builder record = SubjectRecord.newBuilder()
                .setLimited(limited)
                .setLimit(limit)
                .setAssignment(policy.getAssignment())
                .setVersion(policy.getVersion());
        List<Run> order = new ArrayList<>(entries.keySet());
        entries.forEach((run, entry) -> record.addEntries(entry.toRecord(run)));
        queue.forEach(run -> record.addQueue(order.indexOf(run)));
        return record.build();
    }

    static SubjectAccount fromRecord(SubjectRecord record, Gateways gateways) {
        SubjectAccount account = new SubjectAccount(gateways);
        account.limited = record.getLimited();
        account.limit = record.getLimit();
        account.policy = Policy.newBuilder()
                .setAssignment(record.getAssignment())
                .setVersion(record.getVersion())
                .build();
        for (EntryRecord entry : record.getEntriesList()) {
            account.entries.put(new Run(entry.getGateway(), entry.getEpoch()), Entry.fromRecord(entry));
        }
        for (int index : record.getQueueList()) {
            EntryRecord entry = record.getEntries(index);
            account.queue.add(new Run(entry.getGateway(), entry.getEpoch()));
        }
        return account;
    }
}
