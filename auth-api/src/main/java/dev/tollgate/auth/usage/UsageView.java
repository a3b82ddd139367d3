package dev.tollgate.auth.usage;

import dev.tollgate.contracts.DayKey;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.v1.DailyUsage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest day and the last use of every key that was used within the retention of usage-daily. For showing only: no
 * request is decided by it. Read by any thread, written by one follower.
 */
public final class UsageView {
    private final ConcurrentHashMap<String, KeyUsage> usages = new ConcurrentHashMap<>();
    private volatile LongSupplier levelAtMs = () -> 0;

    /** What is known of a key; null for nothing. */
    public @Nullable KeyUsage find(String keyId) {
        return usages.get(keyId);
    }

    /**
     * When this view last held all that was in its topic, in milliseconds since 1970; 0 if it never did. What the ledger
     * has yet to count is not in the topic.
     */
    public long asOfMs() {
        return levelAtMs.getAsLong();
    }

    /** Says where {@link #asOfMs()} is known. */
    public void followedBy(LongSupplier levelAtMs) {
        this.levelAtMs = levelAtMs;
    }

    /**
     * Takes one record, unless a newer one of its key is known.
     *
     * @throws MalformedRecordException if key and value are not about the same
     */
    public void apply(DayKey key, DailyUsage usage) throws MalformedRecordException {
        if (!usage.getKeyId().equals(key.id()) || usage.getDay() != key.day()) {
            throw new MalformedRecordException("The record's key and value are not about the same key and day.");
        }
        if (usage.getAdmitted() < 0 || usage.getLastUsedAtMs() < 0) {
            throw new MalformedRecordException("A usage is negative.");
        }
        KeyUsage given = new KeyUsage(
                usage.getDay(), usage.getPosition().getOffset(), usage.getAdmitted(), usage.getLastUsedAtMs());
        usages.merge(key.id(), given, UsageView::newer);
    }

    private static KeyUsage newer(KeyUsage known, KeyUsage given) {
        boolean later = given.day() > known.day() || (given.day() == known.day() && given.version() >= known.version());
        KeyUsage newer = later ? given : known;
        long lastUsedAtMs = Math.max(known.lastUsedAtMs(), given.lastUsedAtMs());
        return new KeyUsage(newer.day(), newer.version(), newer.admitted(), lastUsedAtMs);
    }
}
