package dev.tollgate.metering.topology;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.DailyUsage;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.UsageReport;
import dev.tollgate.metering.usage.DailyUsageFold;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Adds fresh events, and fresh reports, to the days of their keys, and says how these stand now. */
final class UsageProcessor implements Processor<byte[], Object, byte[], DailyUsage> {
    static final String USAGE_STORE = "usage";

    private ProcessorContext<byte[], DailyUsage> context;
    private KeyValueStore<String, DailyUsage> store;
    private int latestDay;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    UsageProcessor() {}

    @Override
    public void init(ProcessorContext<byte[], DailyUsage> givenContext) {
        context = givenContext;
        store = context.getStateStore(USAGE_STORE);
    }

    @Override
    public void process(Record<byte[], Object> record) {
        if (record.value() instanceof FreshReports fresh) {
            Map<DayKey, DailyUsageFold> folds = new LinkedHashMap<>();
            for (UsageReport report : fresh.reports()) {
                folds.computeIfAbsent(
                                new DayKey(DecodedBatch.dayOf(report), report.getKeyId()),
                                key -> load(key, report.getAccountId()))
                        .add(report);
            }
            tell(folds, fresh.position(), record);
        } else {
            FreshEvents fresh = (FreshEvents) record.value();
            Map<DayKey, DailyUsageFold> folds = new LinkedHashMap<>();
            for (RequestEvent event : fresh.events()) {
                folds.computeIfAbsent(new DayKey(event.day(), event.keyId()), key -> load(key, event.accountId()))
                        .add(event);
            }
            tell(folds, fresh.position(), record);
        }
    }

    private void tell(Map<DayKey, DailyUsageFold> folds, LogPosition position, Record<byte[], Object> record) {
        folds.forEach((key, fold) -> {
            DailyUsage usage = fold.at(position, record.timestamp());
            store.put(key.toString(), usage);
            context.forward(record.withKey(key.toBytes()).withValue(usage));
            forgetOldDaysAt(key.day());
        });
    }

    private DailyUsageFold load(DayKey key, String accountId) {
        DailyUsage known = store.get(key.toString());
        return known == null ? DailyUsageFold.begin(key, accountId) : DailyUsageFold.of(known);
    }

    private void forgetOldDaysAt(int day) {
        if (day > latestDay) {
            latestDay = day;
            // One day more than events are taken for, which may be dated a day ahead of the log.
            OldDays.forget(store, day - DayWindow.USAGE_DAYS - 1);
        }
    }
}
