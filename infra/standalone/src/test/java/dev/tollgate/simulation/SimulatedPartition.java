package dev.tollgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One partition: its log, the ledger that reads it, and the quota states that came of it. */
final class SimulatedPartition implements SubjectStore {
    /** What the ledger said, in the order in which it said it; true but old values included. */
    final List<QuotaState> states = new ArrayList<>();

    private final EventLoop loop;
    private final int partition;
    private final List<RequestBatch> log = new ArrayList<>();
    private final Map<Integer, List<QuotaState>> saidAt = new HashMap<>();
    private Map<DayKey, SubjectRecord> subjects = new TreeMap<>();
    private Ledger ledger = Ledger.fromRecord(PartitionRecord.getDefaultInstance());
    private Map<DayKey, Long> counted = new HashMap<>();
    private int next;
    private Committed committed =
            new Committed(PartitionRecord.getDefaultInstance(), new TreeMap<>(), new HashMap<>(), 0);
    private boolean working;
    private long pausedUntilMicros;

    private record Committed(
            PartitionRecord ledger, Map<DayKey, SubjectRecord> subjects, Map<DayKey, Long> counted, int next) {}

    SimulatedPartition(EventLoop loop, int partition) {
        this.loop = loop;
        this.partition = partition;
    }

    void append(RequestBatch batch) {
        log.add(batch);
        work();
    }

    /** What the ledger has counted for a subject's day. */
    long counted(DayKey key) {
        return counted.getOrDefault(key, 0L);
    }

    boolean isEmpty() {
        return log.isEmpty();
    }

    void commit() {
        committed = new Committed(ledger.toRecord(0), new TreeMap<>(subjects), new HashMap<>(counted), next);
    }

    /** The ledger dies; its successor goes on from the last commit, and says again what it said since. */
    void crash() {
        ledger = Ledger.fromRecord(committed.ledger);
        subjects = new TreeMap<>(committed.subjects);
        counted = new HashMap<>(committed.counted);
        next = committed.next;
        pausedUntilMicros = loop.nowMicros() + loop.random.nextInt(60_000);
        work();
    }

    @Override
    public @Nullable SubjectRecord get(DayKey key) {
        return subjects.get(key);
    }

    @Override
    public void put(DayKey key, SubjectRecord record) {
        subjects.put(key, record);
    }

    private void work() {
        if (!working) {
            working = true;
            loop.after(Math.max(loop.latencyMicros(), pausedUntilMicros - loop.nowMicros()), this::workOnce);
        }
    }

    private void workOnce() {
        working = false;
        for (int i = loop.random.nextInt(6); i >= 0 && next < log.size(); i--) {
            apply(next, log.get(next));
            next++;
        }
        if (next < log.size()) {
            work();
        }
    }

    private void apply(int offset, RequestBatch batch) {
        LogPosition position = LogPosition.newBuilder()
                .setPartition(partition)
                .setOffset(offset)
                .build();
        Ledger.Applied applied = ledger.apply(batch, read(batch), position, this);
        List<QuotaState> before = saidAt.putIfAbsent(offset, applied.states());
        assertThat(before == null || before.equals(applied.states()))
                .as("the same log gives the same grants")
                .isTrue();
        for (RequestEvent event : applied.fresh()) {
            if (event.isAdmitted()) {
                counted.merge(new DayKey(event.day(), event.subject()), event.cost(), Long::sum);
            }
        }
        states.addAll(applied.states());
    }

    private static List<RequestEvent> read(RequestBatch batch) {
        try {
            return EventColumnsReader.read(batch.getEvents());
        } catch (MalformedRecordException e) {
            throw new AssertionError("A gateway sent what no gateway sends.", e);
        }
    }
}
