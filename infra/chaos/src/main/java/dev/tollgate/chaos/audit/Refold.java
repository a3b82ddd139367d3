package dev.tollgate.chaos.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.Answer;
import dev.tollgate.contracts.v1.Holding;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** All of request-events, folded once more by the product's own ledger, without a crash in between. */
final class Refold {
    private final List<Ledger> ledgers = new ArrayList<>();
    private final SubjectStore subjects = SubjectStore.in(new HashMap<>());
    private final Map<DayKey, Usage> byKey = new TreeMap<>();
    private final Map<DayKey, Usage> bySubject = new TreeMap<>();
    private final Map<StateId, QuotaState> states = new HashMap<>();
    private final List<String> unproven = new ArrayList<>();
    private long duplicates;

    /** What requests came to. */
    static final class Usage {
        /** The cost of all that were admitted. */
        long admitted;
        /** That of those without an allowance. */
        long unleased;
        /** That of those whose run had been given up before they were heard of. */
        long late;

        final Map<Outcome, Long> requests = new TreeMap<>();

        private void add(RequestEvent event) {
            requests.merge(event.outcome(), 1L, Long::sum);
            if (event.isAdmitted()) {
                admitted += event.cost();
                unleased += event.outcome() == Outcome.ADMITTED_UNLEASED ? event.cost() : 0;
            }
        }
    }

    /**
     * Which state.
     *
     * @param subject of whom
     * @param offset after which batch of its partition
     */
    record StateId(DayKey subject, long offset) {}

    Refold() {
        for (int partition = 0; partition < Topic.REQUEST_EVENTS.partitions(); partition++) {
            ledgers.add(Ledger.fromRecord(PartitionRecord.getDefaultInstance()));
        }
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            RequestBatch batch = RequestBatch.parseFrom(record.value());
            List<RequestEvent> events = EventColumnsReader.read(batch.getEvents());
            LogPosition position = LogPosition.newBuilder()
                    .setPartition(record.partition())
                    .setOffset(record.offset())
                    .build();
            Ledger.Applied applied = ledgers.get(record.partition()).apply(batch, events, position, subjects);
            duplicates += applied.duplicates();
            applied.fresh().forEach(event -> count(batch.getGateway(), event));
            applied.late().forEach(event -> usageOfSubject(event).late += event.cost());
            applied.states().forEach(state -> states.put(id(state), state));
        } catch (InvalidProtocolBufferException | MalformedRecordException e) {
            throw new IllegalStateException("A record of request-events is no batch: " + record, e);
        }
    }

    private void count(String gateway, RequestEvent event) {
        byKey.computeIfAbsent(new DayKey(event.day(), event.keyId()), k -> new Usage())
                .add(event);
        usageOfSubject(event).add(event);
        if (event.outcome() == Outcome.QUOTA_EXCEEDED && !isProven(gateway, event)) {
            unproven.add(gateway + " refused " + event + " and said " + event.refusal());
        }
    }

    private Usage usageOfSubject(RequestEvent event) {
        return bySubject.computeIfAbsent(new DayKey(event.day(), event.subject()), s -> new Usage());
    }

    /** By what the gateway knew to be used, or by the ledger's word that nothing is left. */
    private boolean isProven(String gateway, RequestEvent event) {
        RequestEvent.Refusal refusal = event.refusal();
        if (refusal == null) {
            return false;
        }
        if (refusal.known() + event.cost() > refusal.limit()) {
            return true;
        }
        QuotaState state = states.get(new StateId(new DayKey(event.day(), event.subject()), refusal.logOffset()));
        return state != null
                && state.getHoldingsList().stream().anyMatch(holding -> isDry(holding, gateway, event.epoch()));
    }

    private static boolean isDry(Holding holding, String gateway, long epoch) {
        return holding.getGateway().equals(gateway) && holding.getEpoch() == epoch && holding.getAnswer() == Answer.DRY;
    }

    static StateId id(QuotaState state) {
        return new StateId(
                new DayKey(state.getDay(), state.getSubject()),
                state.getPosition().getOffset());
    }

    Map<DayKey, Usage> byKey() {
        return byKey;
    }

    Map<DayKey, Usage> bySubject() {
        return bySubject;
    }

    /** What the ledger must have said after a batch; null for nothing. */
    @Nullable
    QuotaState state(StateId id) {
        return states.get(id);
    }

    /** The last thing that the ledger must have said of each subject. */
    Collection<StateId> lastStates() {
        Map<DayKey, StateId> last = new TreeMap<>();
        states.keySet()
                .forEach(id -> last.merge(
                        id.subject(), id, (known, given) -> given.offset() > known.offset() ? given : known));
        return last.values();
    }

    /** Refusals for want of quota that nothing in the log bears out. */
    List<String> unproven() {
        return unproven;
    }

    /** Events that were sent again. */
    long duplicates() {
        return duplicates;
    }
}
