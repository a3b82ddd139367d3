package dev.tollgate.metering.topology;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.UsageReport;
import dev.tollgate.metering.usage.DailyUsageFold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Adds fresh events, and fresh reports, to the days of their keys, and says how these stand now. */
final class UsageProcessor implements Processor<byte[], Object, byte[], DailyUsage> {
    static final String USAGE_STORE = "usage";

    static final String BEFORE_COMMIT = "usage-before-commit";

    private final InHand<DayKey, Day> inHand = InHand.inHeap();
    private ProcessorContext<byte[], DailyUsage> context;
    private KeyValueStore<String, DailyUsage> store;
    private int latestDay;

    /** A key's day, and the last batch that it counts. */
    private record Day(DailyUsageFold fold, LogPosition position, long logTimeMs) {}

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    UsageProcessor() {}

    @Override
    public void init(ProcessorContext<byte[], DailyUsage> givenContext) {
        context = givenContext;
        store = context.getStateStore(USAGE_STORE);
        inHand.clear();
        BeforeCommit beforeCommit = context.getStateStore(BEFORE_COMMIT);
        beforeCommit.run(context, this::tell);
    }

    @Override
    public void process(Record<byte[], Object> record) {
        Map<DayKey, DailyUsageFold> changed = new HashMap<>();
        LogPosition position;
        if (record.value() instanceof FreshReports fresh) {
            position = fresh.position();
            for (UsageReport report : fresh.reports()) {
                DayKey key = new DayKey(DecodedBatch.dayOf(report), report.getKeyId());
                changed.computeIfAbsent(key, day -> fold(day, report.getAccountId()))
                        .add(report);
            }
        } else {
            FreshEvents fresh = (FreshEvents) record.value();
            position = fresh.position();
            add(fresh.events(), changed);
        }
        changed.forEach((key, fold) -> inHand.change(key, new Day(fold, position, record.timestamp())));
        if (inHand.isFull()) {
            tell();
        }
    }

    /** A caller's day is looked for once: there are many events of few callers. */
    private void add(List<RequestEvent> events, Map<DayKey, DailyUsageFold> changed) {
        Map<Caller, DailyUsageFold> byCaller = new HashMap<>();
        int day = 0;
        for (RequestEvent event : events) {
            if (event.day() != day) {
                day = event.day();
                byCaller.clear();
            }
            DailyUsageFold fold = byCaller.get(event.caller());
            if (fold == null) {
                fold = changed.computeIfAbsent(new DayKey(day, event.keyId()), key -> fold(key, event.accountId()));
                byCaller.put(event.caller(), fold);
            }
            fold.add(event);
        }
    }

    private DailyUsageFold fold(DayKey key, String accountId) {
        Day known = inHand.get(key);
        if (known != null) {
            return known.fold();
        }
        DailyUsage stored = store.get(key.toString());
        DailyUsageFold fold = stored == null ? DailyUsageFold.begin(key, accountId) : DailyUsageFold.of(stored);
        return fold;
    }

    /** Writes what has changed since the last time, and says so. */
    private void tell() {
        List<KeyValue<String, DailyUsage>> days = new ArrayList<>();
        int latest = latestDay;
        for (Map.Entry<DayKey, Day> changed : inHand.takeChanged().entrySet()) {
            DayKey key = changed.getKey();
            Day day = changed.getValue();
            DailyUsage usage = day.fold().at(day.position(), day.logTimeMs());
            days.add(KeyValue.pair(key.toString(), usage));
            context.forward(new Record<>(key.toBytes(), usage, day.logTimeMs()));
            latest = Math.max(latest, key.day());
        }
        store.putAll(days);
        forgetOldDays(latest);
    }

    private void forgetOldDays(int day) {
        if (day > latestDay) {
            latestDay = day;
            // One day more than events are taken for, which may be dated a day ahead of the log.
            OldDays.forget(store, day - DayWindow.USAGE_DAYS - 1);
        }
    }
}
