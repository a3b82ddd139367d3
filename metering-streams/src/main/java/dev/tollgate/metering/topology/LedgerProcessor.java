package dev.tollgate.metering.topology;

import com.google.protobuf.ByteString;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.DeadLetter;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link Ledger} of one partition: batches in; quota states, fresh events and dead letters out. */
final class LedgerProcessor implements Processor<byte[], byte[], byte[], Object> {
    static final String PARTITION_STORE = "partition";
    static final String SUBJECT_STORE = "subjects";
    static final String BEFORE_COMMIT = "ledger-before-commit";

    /** The one key of the partition store. */
    private static final String PARTITION_KEY = "partition";

    private static final Logger log = LoggerFactory.getLogger(LedgerProcessor.class);

    private final MeteringMetrics metrics;
    private final boolean telling;
    private ProcessorContext<byte[], Object> context;
    private KeyValueStore<String, PartitionRecord> partitionStore;
    private KeyValueStore<String, SubjectRecord> subjects;
    private final InHand<DayKey, SubjectRecord> inHand = InHand.inHeap();
    private SubjectStore subjectStore;
    private boolean changed;
    private Ledger ledger;
    private int logDay;

    /** @param telling whether others are told of fresh events */
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    LedgerProcessor(MeteringMetrics metrics, boolean telling) {
        this.metrics = metrics;
        this.telling = telling;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> givenContext) {
        context = givenContext;
        partitionStore = context.getStateStore(PARTITION_STORE);
        subjects = context.getStateStore(SUBJECT_STORE);
        subjectStore = new KeyedSubjects(subjects, inHand);
        inHand.clear();
        changed = false;
        PartitionRecord known = partitionStore.get(PARTITION_KEY);
        ledger = Ledger.fromRecord(known == null ? PartitionRecord.getDefaultInstance() : known);
        logDay = ledger.logDay();
        BeforeCommit beforeCommit = context.getStateStore(BEFORE_COMMIT);
        beforeCommit.run(context, this::write);
    }

    private void write() {
        if (changed) {
            partitionStore.put(PARTITION_KEY, ledger.toRecord(logDay));
            changed = false;
        }
        List<KeyValue<String, SubjectRecord>> records = new ArrayList<>();
        inHand.takeChanged().forEach((key, record) -> records.add(KeyValue.pair(key.toString(), record)));
        subjects.putAll(records);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        metrics.batches.increment();
        advanceTo(UtcDay.of(record.timestamp()));
        try {
            DecodedBatch decoded = DecodedBatch.read(record.value(), metadata.partition());
            DayWindow window = new DayWindow(logDay);
            if (decoded.isWithin(window)) {
                apply(decoded, record, metadata);
            } else {
                byte[] refused = decoded.part(window, false).batch().toByteArray();
                putAside(
                        record,
                        metadata,
                        refused,
                        "Days that are over, or far ahead, on day " + UtcDay.date(logDay) + ".");
                apply(decoded.part(window, true), record, metadata);
            }
        } catch (MalformedRecordException e) {
            putAside(record, metadata, record.value(), e.getMessage());
        }
    }

    private void apply(DecodedBatch decoded, Record<byte[], byte[]> record, RecordMetadata metadata) {
        if (decoded.isOfReports()) {
            context.forward(
                    record.withValue(
                            new FreshReports(position(metadata), decoded.batch().getReportsList())),
                    MeteringTopology.REPORTS_PROCESSOR);
            return;
        }
        LogPosition position = position(metadata);
        Ledger.Applied applied = ledger.apply(decoded.batch(), decoded.events(), position, subjectStore);
        changed = true;
        if (inHand.isFull()) {
            write();
        }
        for (QuotaState state : applied.states()) {
            byte[] key = new DayKey(state.getDay(), state.getSubject()).toBytes();
            context.forward(record.withKey(key).withValue(state), MeteringTopology.QUOTA_STATE_SINK);
        }
        if (!applied.fresh().isEmpty()) {
            Record<byte[], Object> fresh =
                    record.withValue(new FreshEvents(position, decoded.batch().getGateway(), applied.fresh()));
            context.forward(fresh, MeteringTopology.USAGE_PROCESSOR);
            if (telling) {
                context.forward(fresh, MeteringTopology.USAGE_EVENTS_PROCESSOR);
            }
        }
        metrics.claims.increment(decoded.batch().getClaimsCount());
        metrics.freshEvents.increment(applied.fresh().size());
        metrics.duplicateEvents.increment(applied.duplicates());
        metrics.lateEvents.increment(applied.late().size());
        metrics.quotaStates.increment(applied.states().size());
    }

    private static LogPosition position(RecordMetadata metadata) {
        return LogPosition.newBuilder()
                .setPartition(metadata.partition())
                .setOffset(metadata.offset())
                .build();
    }

    private void putAside(
            Record<byte[], byte[]> record, RecordMetadata metadata, byte @Nullable [] value, @Nullable String reason) {
        log.warn("Put aside {}-{}@{}: {}", metadata.topic(), metadata.partition(), metadata.offset(), reason);
        DeadLetter.Builder letter = DeadLetter.newBuilder()
                .setTopic(metadata.topic())
                .setPartition(metadata.partition())
                .setOffset(metadata.offset())
                .setApplication("metering-streams")
                .setReason(String.valueOf(reason));
        if (record.key() != null) {
            letter.setKey(ByteString.copyFrom(record.key()));
        }
        if (value != null) {
            letter.setValue(ByteString.copyFrom(value));
        }
        byte[] key = Topic.REQUEST_EVENTS.topicName().getBytes(StandardCharsets.UTF_8);
        context.forward(record.withKey(key).withValue(letter.build()), MeteringTopology.DEAD_LETTER_SINK);
        metrics.deadLetters.increment();
    }

    private void advanceTo(int day) {
        if (day > logDay) {
            logDay = day;
            write();
            inHand.clear();
            OldDays.forget(subjects, logDay - DayWindow.QUOTA_DAYS);
        }
    }

    private record KeyedSubjects(KeyValueStore<String, SubjectRecord> store, InHand<DayKey, SubjectRecord> inHand)
            implements SubjectStore {
        @Override
        public @Nullable SubjectRecord get(DayKey key) {
            SubjectRecord known = inHand.get(key);
            if (known == null) {
                known = store.get(key.toString());
                if (known != null) {
                    inHand.read(key, known);
                }
            }
            return known;
        }

        @Override
        public void put(DayKey key, SubjectRecord record) {
            inHand.change(key, record);
        }
    }
}
