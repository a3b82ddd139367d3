package dev.tollgate.benchmarks.core;

import dev.tollgate.auth.journal.GatewayIdentity;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.SegmentFiles;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.EventColumnsWriter;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.EventColumns;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.RequestBatch;
import dev.tollgate.metering.ledger.Ledger;
import dev.tollgate.metering.ledger.SubjectStore;
import dev.tollgate.metering.ledger.v1.PartitionRecord;
import dev.tollgate.metering.ledger.v1.SubjectRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The parts of an event's way. All figures are for one event; batches have {@value #EVENTS}, of a hundred keys. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first.
public class PartsBenchmark {
    static final int EVENTS = 4_096;
    private static final int KEYS = 100;

    private final List<RequestEvent> events = new ArrayList<>();
    private final Map<DayKey, SubjectRecord> records = new HashMap<>();
    private GatewayIdentity identity;
    private Journal journal;
    private EventColumns columns;
    private Ledger ledger;
    private long offset;

    @Setup
    public void start() throws IOException {
        Path folder = Files.createTempDirectory("tollgate-bench-parts");
        identity = GatewayIdentity.open(folder);
        journal = new Journal(new SegmentFiles(folder, identity, SegmentFiles.SEGMENT_BYTES), 1L << 30);
        for (int i = 0; i < EVENTS; i++) {
            events.add(event(i));
        }
        columns = encode();
    }

    /** Every batch is the first one. */
    @Setup(Level.Iteration)
    public void begin() {
        ledger = Ledger.fromRecord(PartitionRecord.getDefaultInstance());
    }

    private static RequestEvent event(int number) {
        String id = String.format("key_%016d", number % KEYS);
        return new RequestEvent(
                12L * number,
                1,
                20_785,
                1_795_500_000_000L + number / 20,
                id,
                String.format("acc_%016d", number % KEYS),
                id,
                "GET /v1/things/{id}",
                Outcome.ADMITTED,
                1,
                null);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void append() {
        for (RequestEvent event : events) {
            journal.append(event, Journal.UNCONDITIONALLY);
        }
        // As the publisher does, in the same thread: it is part of the price.
        journal.readNext(EVENTS);
        journal.acknowledge(journal.read());
        journal.tend();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public EventColumns encode() {
        EventColumnsWriter writer = new EventColumnsWriter(0);
        events.forEach(writer::add);
        return writer.finish(12L * EVENTS);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public List<RequestEvent> decode() throws MalformedRecordException {
        return EventColumnsReader.read(columns);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Ledger.Applied fold() {
        RequestBatch batch = RequestBatch.newBuilder()
                .setGateway("gateway" + offset)
                .setEpoch(1)
                .setEvents(columns)
                .build();
        LogPosition position = LogPosition.newBuilder().setOffset(offset++).build();
        return ledger.apply(batch, events, position, new SubjectStore() {
            @Override
            public @Nullable SubjectRecord get(DayKey key) {
                return records.get(key);
            }

            @Override
            public void put(DayKey key, SubjectRecord record) {
                // The next batch finds what there was before this one, so that all cost the same.
                records.putIfAbsent(key, record);
            }
        });
    }

    @TearDown
    public void stop() throws IOException {
        identity.close();
    }
}
