package dev.tollgate.admin.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tollgate.contracts.v1.Enforcement;
import dev.tollgate.contracts.v1.QuotaScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan, as the API shows it.
 *
 * @param id its id
 * @param version grows by one with each change; its ETag, too
 * @param name for a person
 * @param dailyLimit cost per subject and UTC day; null for unlimited
 * @param quotaScope {@code key} or {@code account}: what the limit is counted for
 * @param enforcement {@code available} or {@code strict}: what happens while no allowance can be had
 * @param burstPerSecond requests a second; null for no such limit
 * @param maxKeys live keys of an account; null for any number
 * @param hold keep a silent gateway's allowance out of others' hands until the day's end
 */
public record Plan(
        String id,
        long version,
        String name,
        @Nullable Long dailyLimit,
        String quotaScope,
        String enforcement,
        @Nullable Long burstPerSecond,
        @Nullable Long maxKeys,
        boolean hold) {

    static final String PER_KEY = "key";
    static final String PER_ACCOUNT = "account";
    static final String AVAILABLE = "available";
    static final String STRICT = "strict";

    /** Whether all keys of an account share one quota, today or from tomorrow on. */
    @JsonIgnore
    public boolean countsByAccount() {
        return quotaScope.equals(PER_ACCOUNT);
    }

    /** What it says, for the audit log and the list of versions. */
    Map<String, Object> terms() {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("name", name);
        terms.put("daily_limit", dailyLimit);
        terms.put("quota_scope", quotaScope);
        terms.put("enforcement", enforcement);
        terms.put("burst_per_second", burstPerSecond);
        terms.put("max_keys", maxKeys);
        terms.put("hold", hold);
        return terms;
    }

    /** What the gates are told. A change of scope acts from {@code fromDay} on. */
    dev.tollgate.contracts.v1.Plan toRecord(String scopeBefore, int fromDay) {
        dev.tollgate.contracts.v1.Plan.Builder record = dev.tollgate.contracts.v1.Plan.newBuilder()
                .setPlanId(id)
                .setVersion(version)
                .setName(name)
                .setQuotaScope(scope(quotaScope))
                .setQuotaScopeBefore(scope(scopeBefore))
                .setQuotaScopeFromDay(fromDay)
                .setEnforcement(enforcement.equals(STRICT) ? Enforcement.STRICT : Enforcement.AVAILABLE)
                .setHold(hold);
        if (dailyLimit != null) {
            record.setDailyLimit(dailyLimit);
        }
        if (burstPerSecond != null) {
            record.setBurstPerSecond(burstPerSecond);
        }
        if (maxKeys != null) {
            record.setMaxKeys(Math.toIntExact(maxKeys));
        }
        return record.build();
    }

    private static QuotaScope scope(String name) {
        return name.equals(PER_ACCOUNT) ? QuotaScope.PER_ACCOUNT : QuotaScope.PER_KEY;
    }
}
