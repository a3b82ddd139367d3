package dev.tollgate.auth.follow;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.DailyUsage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of usage-daily into the {@link UsageView}. */
final class UsageRecords implements RecordHandler {
    private final UsageView usage;

    UsageRecords(UsageView usage) {
        this.usage = usage;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        if (record.key() == null) {
            throw new MalformedRecordException("The record has no key.");
        }
        DayKey key = DayKey.fromBytes(record.key());
        if (record.value() == null) {
            // The day is forgotten. That the key was used remains true.
            return;
        }
        try {
            usage.apply(key, DailyUsage.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record's value is not a day's usage.", e);
        }
    }
}
