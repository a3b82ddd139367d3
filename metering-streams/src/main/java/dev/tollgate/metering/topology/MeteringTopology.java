package dev.tollgate.metering.topology;

import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.DeadLetter;
import dev.tollgate.contracts.v1.QuotaState;
import dev.tollgate.metering.event.Detail;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The one topology:
 *
 * <pre>
 * request-events ─► ledger ─► quota-state
 *                    │ │ └──► dead-letters
 *                    │ └► reports ─┐
 *                    └─────────────┼► usage ─► usage-daily
 *                                  └► events ─► usage-events, where somebody wants it
 * </pre>
 *
 * All that concerns one account is in one partition of each of these topics.
 */
public final class MeteringTopology implements Supplier<Topology> {
    static final String QUOTA_STATE_SINK = "quota-state";
    static final String DEAD_LETTER_SINK = "dead-letters";
    static final String USAGE_PROCESSOR = "usage";
    static final String REPORTS_PROCESSOR = "reports";
    static final String USAGE_EVENTS_PROCESSOR = "events";

    private static final String SOURCE = "request-events";
    private static final String LEDGER_PROCESSOR = "ledger";
    private static final String USAGE_SINK = "usage-daily";
    private static final String USAGE_EVENTS_SINK = "usage-events";

    private final MeteringMetrics metrics;
    private final Detail usageEvents;

    /** @param usageEvents what others are told of usage */
    public MeteringTopology(MeteringMetrics metrics, Detail usageEvents) {
        this.metrics = metrics;
        this.usageEvents = usageEvents;
    }

    @Override
    public Topology get() {
        Topology topology = withoutUsageEvents();
        if (usageEvents != Detail.OFF) {
            topology.addProcessor(
                            USAGE_EVENTS_PROCESSOR,
                            () -> new UsageEventsProcessor(usageEvents),
                            LEDGER_PROCESSOR,
                            REPORTS_PROCESSOR)
                    .addSink(
                            USAGE_EVENTS_SINK,
                            Topic.USAGE_EVENTS.topicName(),
                            new ByteArraySerializer(),
                            new ByteArraySerializer(),
                            (topic, key, event, partitions) ->
                                    Optional.of(Set.of(Topic.partitionOf(new String(key, StandardCharsets.UTF_8)))),
                            USAGE_EVENTS_PROCESSOR);
        }
        return topology;
    }

    private Topology withoutUsageEvents() {
        ByteArraySerializer keys = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        SOURCE,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topic.REQUEST_EVENTS.topicName())
                .addProcessor(LEDGER_PROCESSOR, () -> new LedgerProcessor(metrics, usageEvents != Detail.OFF), SOURCE)
                .addStateStore(partitionStore(), LEDGER_PROCESSOR)
                .addStateStore(subjectStore(), LEDGER_PROCESSOR)
                .addStateStore(new BeforeCommit.Builder(LedgerProcessor.BEFORE_COMMIT), LEDGER_PROCESSOR)
                .addProcessor(REPORTS_PROCESSOR, () -> new ReportsProcessor(metrics), LEDGER_PROCESSOR)
                .addStateStore(seenStore(), REPORTS_PROCESSOR)
                .addProcessor(USAGE_PROCESSOR, UsageProcessor::new, LEDGER_PROCESSOR, REPORTS_PROCESSOR)
                .addStateStore(usageStore(), USAGE_PROCESSOR)
                .addStateStore(new BeforeCommit.Builder(UsageProcessor.BEFORE_COMMIT), USAGE_PROCESSOR)
                .addSink(
                        QUOTA_STATE_SINK,
                        Topic.QUOTA_STATE.topicName(),
                        keys,
                        ProtobufSerde.of(QuotaState.parser()).serializer(),
                        (topic, key, state, partitions) ->
                                Optional.of(Set.of(state.getPosition().getPartition())),
                        LEDGER_PROCESSOR)
                .addSink(
                        USAGE_SINK,
                        Topic.USAGE_DAILY.topicName(),
                        keys,
                        ProtobufSerde.of(DailyUsage.parser()).serializer(),
                        (topic, key, usage, partitions) ->
                                Optional.of(Set.of(usage.getPosition().getPartition())),
                        USAGE_PROCESSOR)
                .addSink(
                        DEAD_LETTER_SINK,
                        Topic.DEAD_LETTERS.topicName(),
                        keys,
                        ProtobufSerde.of(DeadLetter.parser()).serializer(),
                        LEDGER_PROCESSOR);
    }

    // No store is cached: a cache would hold answers back until the next commit.

    private static StoreBuilder<?> partitionStore() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(LedgerProcessor.PARTITION_STORE),
                        Serdes.String(),
                        ProtobufSerde.of(PartitionRecord.parser()))
                .withCachingDisabled();
    }

    private static StoreBuilder<?> subjectStore() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(LedgerProcessor.SUBJECT_STORE),
                        Serdes.String(),
                        ProtobufSerde.of(SubjectRecord.parser()))
                .withCachingDisabled();
    }

    private static StoreBuilder<?> seenStore() {
        return Stores.windowStoreBuilder(
                        // A day more than they are looked for; the window itself, one moment, means nothing.
                        Stores.persistentWindowStore(
                                ReportsProcessor.SEEN_STORE,
                                ReportsProcessor.SEEN_FOR.plusDays(1),
                                Duration.ofMillis(1),
                                false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled();
    }

    private static StoreBuilder<?> usageStore() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(UsageProcessor.USAGE_STORE),
                        Serdes.String(),
                        ProtobufSerde.of(DailyUsage.parser()))
                .withCachingDisabled();
    }
}
