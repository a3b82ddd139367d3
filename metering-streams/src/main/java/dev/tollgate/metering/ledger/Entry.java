package dev.tollgate.metering.ledger;

import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.HoldingStatus;
import dev.tollgate.metering.ledger.v1.EntryRecord;

/** What one run of a gateway has of one subject's quota on one day. All amounts are costs since the day's start. */
final class Entry {
    /** It may admit up to this. */
    long granted;
    /** The sum of its events. */
    long used;
    /** What its claims said it had admitted; runs ahead of its events. */
    long said;
    /** The number of its latest claim. */
    long ctl;

    long need;
    long want;
    Answer answer = Answer.OK;
    /** How much of what it has not used it should give back. */
    long recall;

    boolean hold;

    long known() {
        return Math.max(used, said);
    }

    /** What is out of others' hands because of it. */
    long held(HoldingStatus status) {
        return status == HoldingStatus.CLOSED ? known() : Math.max(granted, known());
    }

    void take(Claim claim) {
        ctl = claim.getCtl();
        said = Math.max(said, claim.getAdmitted());
        granted = claim.getCap();
        need = claim.getNeed();
        want = claim.getWant();
        hold = claim.getHold();
        recall = 0;
        answer = Answer.PENDING;
    }

    EntryRecord toRecord(Run run) {
        return EntryRecord.newBuilder()
                .setGateway(run.gateway())
                .setEpoch(run.epoch())
                .setGranted(granted)
                .setUsed(used)
                .setSaid(said)
                .setCtl(ctl)
                .setNeed(need)
                .setWant(want)
                .setAnswer(answer.getNumber())
                .setRecall(recall)
                .setHold(hold)
                .build();
    }

    static Entry fromRecord(EntryRecord record) {
        Entry entry = new Entry();
        entry.granted = record.getGranted();
        entry.used = record.getUsed();
        entry.said = record.getSaid();
        entry.ctl = record.getCtl();
        entry.need = record.getNeed();
        entry.want = record.getWant();
        entry.answer = Answer.forNumber(record.getAnswer());
        entry.recall = record.getRecall();
        entry.hold = record.getHold();
        return entry;
    }
}
