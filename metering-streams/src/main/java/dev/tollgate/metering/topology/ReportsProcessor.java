package dev.tollgate.metering.topology;

import dev.tollgate.contracts.v1.UsageReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * Lets each report through once. Which were there within 32 days lies on disk, in a store that drops its oldest days whole; by the
 * log's time, so that processing it again decides the same.
 */
final class ReportsProcessor implements Processor<byte[], FreshReports, byte[], Object> {
    static final String SEEN_STORE = "seen-reports";

    /** For how long a report that is sent again is known. */
    static final Duration SEEN_FOR = Duration.ofDays(32);

    private static final byte[] SEEN = {};

    private final MeteringMetrics metrics;
    private ProcessorContext<byte[], Object> context;
    private WindowStore<Bytes, byte[]> seen;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    ReportsProcessor(MeteringMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> givenContext) {
        context = givenContext;
        seen = context.getStateStore(SEEN_STORE);
    }

    @Override
    public void process(Record<byte[], FreshReports> record) {
        List<UsageReport> fresh = new ArrayList<>();
        for (UsageReport report : record.value().reports()) {
            Bytes identity = identity(report);
            if (wasSeen(identity, record.timestamp())) {
                metrics.duplicateReports.increment();
            } else {
                seen.put(identity, SEEN, record.timestamp());
                fresh.add(report);
                metrics.freshReports.increment();
            }
        }
        if (!fresh.isEmpty()) {
            context.forward(record.withValue(new FreshReports(record.value().position(), fresh)));
        }
    }

    private boolean wasSeen(Bytes identity, long at) {
        try (WindowStoreIterator<byte[]> times =
                seen.fetch(identity, Math.max(0, at - SEEN_FOR.toMillis()), at + SEEN_FOR.toMillis())) {
            return times.hasNext();
        }
    }

    /** Sources are the accounts' own affair: two may use the same. */
    private static Bytes identity(UsageReport report) {
        byte[] account = report.getAccountId().getBytes(StandardCharsets.UTF_8);
        byte[] identity = new byte[account.length + report.getIdentity().size()];
        System.arraycopy(account, 0, identity, 0, account.length);
        report.getIdentity().copyTo(identity, account.length);
        return Bytes.wrap(identity);
    }
}
