package dev.tollgate.auth.follow;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.Enforcement;
import dev.tollgate.contracts.v1.QuotaScope;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of plans into the {@link PlanDirectory}. */
final class PlanRecords implements RecordHandler {
    private final PlanDirectory plans;

    PlanRecords(PlanDirectory plans) {
        this.plans = plans;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        if (record.key() == null || record.key().length == 0) {
            throw new MalformedRecordException("The record has no key.");
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            plans.remove(id);
        } else {
            plans.put(decode(id, record.value()));
        }
    }

    private static Plan decode(String id, byte[] value) throws MalformedRecordException {
        dev.tollgate.contracts.v1.Plan given;
        try {
            given = dev.tollgate.contracts.v1.Plan.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("The record's value is not a plan.", e);
        }
        check(id, given);
        return new Plan(
                id,
                given.getVersion(),
                given.getName(),
                given.hasDailyLimit() ? given.getDailyLimit() : Plan.UNLIMITED,
                given.getQuotaScope(),
                given.getQuotaScopeBefore(),
                given.getQuotaScopeFromDay(),
                given.getEnforcement() == Enforcement.STRICT,
                given.hasBurstPerSecond() ? given.getBurstPerSecond() : Plan.UNLIMITED,
                given.getHold());
    }

    private static void check(String id, dev.tollgate.contracts.v1.Plan given) throws MalformedRecordException {
        if (!given.getPlanId().equals(id)) {
            throw new MalformedRecordException("The record's key and value are not about the same plan.");
        }
        if (given.hasDailyLimit() && given.getDailyLimit() < 0) {
            throw new MalformedRecordException("The plan's daily limit is negative.");
        }
        if (given.hasBurstPerSecond() && given.getBurstPerSecond() < 1) {
            throw new MalformedRecordException("The plan's burst limit is less than one request a second.");
        }
        if (given.getQuotaScope() == QuotaScope.UNRECOGNIZED
                || given.getQuotaScopeBefore() == QuotaScope.UNRECOGNIZED
                || given.getEnforcement() == Enforcement.UNRECOGNIZED) {
            throw new MalformedRecordException("The plan's scope or enforcement is not a known one.");
        }
    }
}
