package dev.tollgate.admin.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tollgate.contracts.v1.Enforcement;
import dev.tollgate.contracts.v1.PlanEdition;
import dev.tollgate.contracts.v1.QuotaScope;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param editions other limits from some days on, in the order in which they were given
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
        boolean hold,
        List<Edition> editions) {

    /**
     * Other limits from a day on, as the API shows them: the last of those that have begun, and are for an account, holds.
     *
     * @param version of the plan, when this was said or changed last
     * @param effectiveFrom the first UTC day
     * @param forExisting whether it is also for accounts that came to the plan before
     */
    record Edition(
            long version,
            LocalDate effectiveFrom,
            boolean forExisting,
            @Nullable Long dailyLimit,
            @Nullable Long burstPerSecond,
            @Nullable Long maxKeys) {
        boolean isFor(LocalDate day, LocalDate came) {
            return isInForce(effectiveFrom, forExisting, day, came);
        }
    }

    /**
     * Whether what acts from a day on, for all or for those alone who come to a plan then, acts on {@code day} for an account that
     * came on {@code came}. The one rule of limits and of prices; of several that do, the one that was given last holds.
     */
    public static boolean isInForce(LocalDate effectiveFrom, boolean forExisting, LocalDate day, LocalDate came) {
        return !effectiveFrom.isAfter(day) && (forExisting || !effectiveFrom.isAfter(came));
    }

    /** What it says on {@code day} for an account that came to it on {@code came}. */
    Plan on(LocalDate day, LocalDate came) {
        Plan found = this;
        for (Edition edition : editions) {
            if (edition.isFor(day, came)) {
                found = with(edition);
            }
        }
        return found;
    }

    /** The same with the limits of an edition. */
    Plan with(Edition edition) {
        return new Plan(
                id,
                edition.version(),
                name,
                edition.dailyLimit(),
                quotaScope,
                enforcement,
                edition.burstPerSecond(),
                edition.maxKeys(),
                hold,
                editions);
    }

    /** The same with editions. */
    Plan with(List<Edition> given) {
        return new Plan(
                id,
                version,
                name,
                dailyLimit,
                quotaScope,
                enforcement,
                burstPerSecond,
                maxKeys,
                hold,
                List.copyOf(given));
    }

    /** What the latest edition says, or where there is none the plan itself: what another one is a change of. */
    @JsonIgnore
    Plan last() {
        return editions.isEmpty() ? this : with(editions.get(editions.size() - 1));
    }

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
        editions.forEach(edition -> record.addEditions(toRecord(edition)));
        return record.build();
    }

    private static PlanEdition toRecord(Edition edition) {
        PlanEdition.Builder record = PlanEdition.newBuilder()
                .setVersion(edition.version())
                .setFromDay(Math.toIntExact(edition.effectiveFrom().toEpochDay()))
                .setForExisting(edition.forExisting());
        if (edition.dailyLimit() != null) {
            record.setDailyLimit(edition.dailyLimit());
        }
        if (edition.burstPerSecond() != null) {
            record.setBurstPerSecond(edition.burstPerSecond());
        }
        if (edition.maxKeys() != null) {
            record.setMaxKeys(Math.toIntExact(edition.maxKeys()));
        }
        return record.build();
    }

    private static QuotaScope scope(String name) {
        return name.equals(PER_ACCOUNT) ? QuotaScope.PER_ACCOUNT : QuotaScope.PER_KEY;
    }
}
