package dev.tollgate.auth.http;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.usage.KeyUsage;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.KeyEnvironment;
import java.time.Clock;
import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells the owner of a key who they are and what they used, and how fresh that is. */
final class OwnerAnswers {
    private final UsageView usage;
    private final Clock clock;

    OwnerAnswers(UsageView usage, Clock clock) {
        this.usage = usage;
        this.clock = clock;
    }

    /** Whose key it is, what it may do, and what it did today. */
    Answer identity(Admitted admitted) {
        ApiKey key = admitted.key();
        Json json = new Json()
                .put("key_id", key.id())
                .put("name", key.name())
                .put("prefix", key.prefix())
                .put("environment", environment(key))
                .put("account", new Json().put("id", key.accountId()).put("name", key.accountName()))
                .put(
                        "plan",
                        new Json()
                                .put("id", admitted.plan().id())
                                .put("name", admitted.plan().name()))
                .put("scopes", new TreeSet<>(key.scopes()))
                .put("created_at", instant(key.createdAtMs()));
        if (key.expiresAtMs() != 0) {
            json.put("expires_at", instant(key.expiresAtMs()));
        }
        addToday(admitted, json);
        return answer(json, admitted.shadow());
    }

    /** What is used and left of the quota that the key has, or shares with others of its account. */
    Answer usage(Admitted admitted) {
        long nowMs = clock.millis();
        Standing quota = admitted.quota();
        long resetAtMs = resetAtMs(quota, nowMs);
        int day = UtcDay.of(resetAtMs) - 1;
        long asOfMs = usage.asOfMs();
        long seen = seen(admitted.key(), day);
        Json json = new Json();
        if (quota == null) {
            putKnown("used", seen, asOfMs, json.putNull("limit")).putNull("remaining");
        } else {
            // The meter may know more than this gate, of what others admitted.
            long others = countsThisKeyAlone(admitted.plan(), admitted.key(), day) ? seen : 0;
            long used = Math.max(quota.limit() - quota.remaining(), others);
            json.put("limit", quota.limit()).put("used", used).put("remaining", Math.max(0, quota.limit() - used));
        }
        json.put("reset_at", instant(resetAtMs));
        addFreshness(asOfMs, nowMs, json);
        return answer(json, admitted.shadow());
    }

    private static Answer answer(Json json, @Nullable Reason shadow) {
        Answer answer = Answer.of(200, Answer.JSON, json.toString());
        return shadow == null ? answer : answer.with(UpstreamHeaders.SHADOW, shadow.word());
    }

    private void addToday(Admitted admitted, Json json) {
        long nowMs = clock.millis();
        Standing quota = admitted.quota();
        long resetAtMs = resetAtMs(quota, nowMs);
        int day = UtcDay.of(resetAtMs) - 1;
        addLastUse(admitted.key(), json);
        // The gate's own count holds this very request; the view of the meter is a moment behind.
        long asOfMs = usage.asOfMs();
        long seen = seen(admitted.key(), day);
        if (quota != null && countsThisKeyAlone(admitted.plan(), admitted.key(), day)) {
            asOfMs = nowMs;
            json.put("usage_today", Math.max(quota.limit() - quota.remaining(), seen));
        } else {
            putKnown("usage_today", seen, asOfMs, json);
        }
        addLimit(quota, json);
        json.put("reset_at", instant(resetAtMs));
        addFreshness(asOfMs, nowMs, json);
    }

    private void addLastUse(ApiKey key, Json json) {
        KeyUsage known = usage.find(key.id());
        if (known == null || known.lastUsedAtMs() == 0) {
            json.putNull("last_used_at");
        } else {
            json.put("last_used_at", instant(known.lastUsedAtMs()));
        }
    }

    /** What the meter says of a key's day. */
    private long seen(ApiKey key, int day) {
        KeyUsage known = usage.find(key.id());
        return known != null && known.day() == day ? known.admitted() : 0;
    }

    /** Nothing is known before the view of the meter has been loaded. */
    private static Json putKnown(String name, long value, long asOfMs, Json json) {
        return asOfMs == 0 ? json.putNull(name) : json.put(name, value);
    }

    private static long resetAtMs(@Nullable Standing quota, long nowMs) {
        return quota == null ? UtcDay.startMillis(UtcDay.of(nowMs) + 1) : quota.resetAtSeconds() * 1000;
    }

    private static void addLimit(@Nullable Standing quota, Json json) {
        if (quota == null) {
            json.putNull("limit").putNull("remaining");
        } else {
            json.put("limit", quota.limit()).put("remaining", quota.remaining());
        }
    }

    private static void addFreshness(long asOfMs, long nowMs, Json json) {
        if (asOfMs == 0) {
            json.putNull("as_of").putNull("lag_ms");
        } else {
            json.put("as_of", instant(asOfMs)).put("lag_ms", Math.max(0, nowMs - asOfMs));
        }
    }

    private static boolean countsThisKeyAlone(Plan plan, ApiKey key, int day) {
        return plan.subjectOf(key, day).equals(key.lineage());
    }

    /** {@code live} or {@code test}. */
    static String environment(ApiKey key) {
        return key.environment() == KeyEnvironment.TEST ? "test" : "live";
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
