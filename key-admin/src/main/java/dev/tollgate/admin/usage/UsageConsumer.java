package dev.tollgate.admin.usage;

import dev.tollgate.admin.topics.DeadLetters;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.v1.DailyUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.stereotype.Component;

/**
 * Takes usage-daily into the tables, a poll at a time. Offsets are committed after the tables, so a record may come
 * again, which changes nothing. What is no usage goes to the dead letters.
 */
@Component
final class UsageConsumer implements BatchConsumerAwareMessageListener<byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(UsageConsumer.class);

    private final UsageTables tables;
    private final UsageProgress progress;
    private final DeadLetters deadLetters;
    private final Counter rows;
    private boolean failing;

    UsageConsumer(UsageTables tables, UsageProgress progress, DeadLetters deadLetters, MeterRegistry registry) {
        this.tables = tables;
        this.progress = progress;
        this.deadLetters = deadLetters;
        this.rows = Counter.builder("tollgate.usage.rows")
                .description("Days of keys that were written or renewed")
                .register(registry);
        deadLetters.watch(Topic.USAGE_DAILY);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        List<DailyUsage> usages = new ArrayList<>(records.size());
        Map<ConsumerRecord<byte[], byte[]>, MalformedRecordException> malformed = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                usages.add(UsageRecord.read(record.key(), record.value()));
            } catch (MalformedRecordException e) {
                malformed.put(record, e);
            }
        }
        write(usages);
        // Only now: while the database is away a batch comes again and again, and would put the same aside each time.
        malformed.forEach(deadLetters::put);
        if (consumer != null) {
            progress.written(consumer);
        }
    }

    private void write(List<DailyUsage> usages) {
        if (usages.isEmpty()) {
            return;
        }
        try {
            rows.increment(tables.write(usages));
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "Usage cannot be written and waits in Kafka: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            throw e;
        }
        if (failing) {
            failing = false;
            log.info("Usage is written again");
        }
    }
}
