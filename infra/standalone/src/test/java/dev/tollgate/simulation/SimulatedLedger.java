package dev.tollgate.simulation;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One process with the product's ledger of one partition, from a commit on. */
final class SimulatedLedger {
    private final int partition;
    private final Ledger ledger;
    private final Map<DayKey, SubjectRecord> subjects;
    private final Map<DayKey, Long> counted;
    private int next;

    /** What a transaction has committed, all of it together. */
    record Commit(PartitionRecord ledger, Map<DayKey, SubjectRecord> subjects, Map<DayKey, Long> counted, int next) {
        static final Commit NOTHING = new Commit(PartitionRecord.getDefaultInstance(), Map.of(), Map.of(), 0);
    }

    SimulatedLedger(int partition, Commit from) {
        this.partition = partition;
        ledger = Ledger.fromRecord(from.ledger);
        subjects = new TreeMap<>(from.subjects);
        counted = new HashMap<>(from.counted);
        next = from.next;
    }

    Commit commit() {
        return new Commit(ledger.toRecord(0), new TreeMap<>(subjects), new HashMap<>(counted), next);
    }

    /** The offset of the batch that it takes next. */
    int next() {
        return next;
    }

    Ledger.Applied apply(RequestBatch batch) {
        LogPosition position =
                LogPosition.newBuilder().setPartition(partition).setOffset(next).build();
        next++;
        Ledger.Applied applied = ledger.apply(batch, read(batch), position, SubjectStore.in(subjects));
        for (RequestEvent event : applied.fresh()) {
            if (event.isAdmitted()) {
                counted.merge(new DayKey(event.day(), event.subject()), event.cost(), Long::sum);
            }
        }
        return applied;
    }

    private static List<RequestEvent> read(RequestBatch batch) {
        try {
            return EventColumnsReader.read(batch.getEvents());
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("A gateway sent what no gateway sends.", e);
        }
    }

    /** What it has counted for a subject's day. */
    long counted(DayKey subject) {
        return counted.getOrDefault(subject, 0L);
    }

    /** What it knows of a subject's day; null if it has not heard of it. */
    @Nullable
    SubjectRecord get(DayKey subject) {
        return subjects.get(subject);
    }

    Map<DayKey, SubjectRecord> subjects() {
        return subjects;
    }

    PartitionRecord gateways() {
        return ledger.toRecord(0);
    }
}
