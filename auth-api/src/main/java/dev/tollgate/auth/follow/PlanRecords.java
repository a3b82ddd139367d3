package dev.tollgate.auth.follow;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.key.Plan.Edition;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.Enforcement;
import dev.tollgate.contracts.v1.PlanEdition;
import dev.tollgate.contracts.v1.QuotaScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        Plan plan = new Plan(
                id,
                given.getVersion(),
                given.getName(),
                given.hasDailyLimit() ? given.getDailyLimit() : Plan.UNLIMITED,
                given.getQuotaScope(),
                given.getQuotaScopeBefore(),
                given.getQuotaScopeFromDay(),
                given.getEnforcement() == Enforcement.STRICT,
                given.hasBurstPerSecond() ? given.getBurstPerSecond() : Plan.UNLIMITED,
                given.getHold(),
                List.of());
        return plan.with(editions(plan, given.getEditionsList()));
    }

    private static List<Edition> editions(Plan plan, List<PlanEdition> given) throws MalformedRecordException {
        List<Edition> editions = new ArrayList<>(given.size());
        for (PlanEdition edition : given) {
            checkLimits(edition.getDailyLimit(), edition.hasBurstPerSecond(), edition.getBurstPerSecond());
            editions.add(new Edition(
                    edition.getFromDay(),
                    edition.getForExisting(),
                    plan.with(
                            edition.getVersion(),
                            edition.hasDailyLimit() ? edition.getDailyLimit() : Plan.UNLIMITED,
                            edition.hasBurstPerSecond() ? edition.getBurstPerSecond() : Plan.UNLIMITED)));
        }
        return List.copyOf(editions);
    }

    private static void check(String id, dev.tollgate.contracts.v1.Plan given) throws MalformedRecordException {
        if (!given.getPlanId().equals(id)) {
            throw new MalformedRecordException("The record's key and value are not about the same plan.");
        }
        checkLimits(given.getDailyLimit(), given.hasBurstPerSecond(), given.getBurstPerSecond());
        if (given.getQuotaScope() == QuotaScope.UNRECOGNIZED
                || given.getQuotaScopeBefore() == QuotaScope.UNRECOGNIZED
                || given.getEnforcement() == Enforcement.UNRECOGNIZED) {
            throw new MalformedRecordException("The plan's scope or enforcement is not a known one.");
        }
    }

    private static void checkLimits(long dailyLimit, boolean hasBurst, long burst) throws MalformedRecordException {
        if (dailyLimit < 0) {
            throw new MalformedRecordException("The plan's daily limit is negative.");
        }
        if (hasBurst && burst < 1) {
            throw new MalformedRecordException("The plan's burst limit is less than one request a second.");
        }
    }
}
