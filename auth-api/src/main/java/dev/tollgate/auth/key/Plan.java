package dev.tollgate.auth.key;

import dev.tollgate.contracts.v1.QuotaScope;

/**
 * What a plan says about requests. Immutable.
 *
 * @param id its id
 * @param version grows with each change
 * @param name for a person
 * @param dailyLimit cost per subject and UTC day, or {@link #UNLIMITED}
 * @param scope what the limit is counted for, from {@code scopeFromDay} on
 * @param scopeBefore what it is counted for until then
 * @param scopeFromDay days since 1970-01-01, UTC
 * @param strict whether to refuse rather than admit without an allowance
 * @param burstPerSecond requests a second, or {@link #UNLIMITED}
 * @param hold whether a silent gateway's allowance stays out of others' hands
 */
public record Plan(
        String id,
        long version,
        String name,
        long dailyLimit,
        QuotaScope scope,
        QuotaScope scopeBefore,
        int scopeFromDay,
        boolean strict,
        long burstPerSecond,
        boolean hold) {

    /** Stands for a limit that is none. */
    public static final long UNLIMITED = -1;

    /** Whether nothing is refused for want of quota. */
    public boolean isUnlimited() {
        return dailyLimit == UNLIMITED;
    }

    /** What a key's quota is counted for on {@code day}: its lineage or its account. */
    public String subjectOf(ApiKey key, int day) {
        return countsByAccount(day) ? key.accountId() : key.lineage();
    }

    /** Whether the keys of an account share one quota on {@code day}. */
    public boolean countsByAccount(int day) {
        return (day >= scopeFromDay ? scope : scopeBefore) == QuotaScope.PER_ACCOUNT;
    }

    /** The limit that acts where there are two, each of which may be {@link #UNLIMITED}. */
    public static long lower(long limit, long other) {
        if (limit == UNLIMITED) {
            return other;
        }
        return other == UNLIMITED ? limit : Math.min(limit, other);
    }
}
