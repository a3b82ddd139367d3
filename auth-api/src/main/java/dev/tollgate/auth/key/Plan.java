package dev.tollgate.auth.key;

import dev.tollgate.contracts.v1.QuotaScope;
import java.util.List;

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
 * @param editions other limits from some days on, in the order in which they were given
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
        boolean hold,
        List<Edition> editions) {

    /**
     * What it says from a day on.
     *
     * @param fromDay days since 1970-01-01, UTC
     * @param forExisting whether it is also for accounts that came to the plan before
     * @param plan the same plan, with other limits and no editions
     */
    public record Edition(int fromDay, boolean forExisting, Plan plan) {
        boolean isFor(int day, int cameOn) {
            return fromDay <= day && (forExisting || fromDay <= cameOn);
        }
    }

    /** The same with other limits. */
    public Plan with(long otherVersion, long otherDailyLimit, long otherBurst) {
        return new Plan(
                id,
                otherVersion,
                name,
                otherDailyLimit,
                scope,
                scopeBefore,
                scopeFromDay,
                strict,
                otherBurst,
                hold,
                List.of());
    }

    /** The same with editions. */
    public Plan with(List<Edition> given) {
        return new Plan(
                id, version, name, dailyLimit, scope, scopeBefore, scopeFromDay, strict, burstPerSecond, hold, given);
    }

    /** What it says on {@code day} for an account that came to it on {@code cameOn}. */
    public Plan on(int day, int cameOn) {
        for (int i = editions.size() - 1; i >= 0; i--) {
            Edition edition = editions.get(i);
            if (edition.isFor(day, cameOn)) {
                return edition.plan();
            }
        }
        return this;
    }

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
