package dev.tollgate.admin.key;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a key's own, which all keys of its lineage share. The lower of them and the plan's acts.
 *
 * @param dailyLimit cost a UTC day; null for none
 * @param burstPerSecond requests a second; null for none
 * @param version grows by one with each change
 */
record KeyLimits(@Nullable Long dailyLimit, @Nullable Long burstPerSecond, long version) {
    static final KeyLimits NONE = new KeyLimits(null, null, 0);

    /** These, changed to what is given; the same if that is no change. */
    KeyLimits changedTo(@Nullable Long newDailyLimit, @Nullable Long newBurstPerSecond) {
        boolean same = Objects.equals(newDailyLimit, dailyLimit) && Objects.equals(newBurstPerSecond, burstPerSecond);
        return same ? this : new KeyLimits(newDailyLimit, newBurstPerSecond, version + 1);
    }
}
