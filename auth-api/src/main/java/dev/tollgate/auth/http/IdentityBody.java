package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.QuotaView;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.auth.usage.KeyUsage;
import dev.tollgate.auth.usage.UsageView;
import dev.tollgate.contracts.UtcDay;
import java.time.Clock;
import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells a caller who they are and what they used, and how fresh that is. */
final class IdentityBody {
    private final UsageView usage;
    private final Clock clock;

    IdentityBody(UsageView usage, Clock clock) {
        this.usage = usage;
        this.clock = clock;
    }

    Answer of(Admitted admitted) {
        ApiKey key = admitted.key();
        Json json = new Json()
                .put("key_id", key.id())
                .put("name", key.name())
                .put("prefix", key.prefix())
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
        addUsage(admitted, json);
        return Answer.of(200, Answer.JSON, json.toString());
    }

    private void addUsage(Admitted admitted, Json json) {
        long nowMs = clock.millis();
        QuotaView quota = admitted.quota();
        long resetAtMs = quota == null ? UtcDay.startMillis(UtcDay.of(nowMs) + 1) : quota.resetAtSeconds() * 1000;
        int day = UtcDay.of(resetAtMs) - 1;
        KeyUsage seen = usage.find(admitted.key().id());
        long seenToday = seen != null && seen.day() == day ? seen.admitted() : 0;
        if (seen == null || seen.lastUsedAtMs() == 0) {
            json.putNull("last_used_at");
        } else {
            json.put("last_used_at", instant(seen.lastUsedAtMs()));
        }
        // The gate's own count holds this very request; the view of the meter is a moment behind.
        long asOfMs = usage.asOfMs();
        if (quota != null && countsThisKeyAlone(admitted.plan(), admitted.key(), day)) {
            asOfMs = nowMs;
            json.put("usage_today", Math.max(quota.limit() - quota.remaining(), seenToday));
        } else if (asOfMs == 0) {
            json.putNull("usage_today");
        } else {
            json.put("usage_today", seenToday);
        }
        addLimit(quota, json);
        json.put("reset_at", instant(resetAtMs));
        addFreshness(asOfMs, nowMs, json);
    }

    private static void addLimit(@Nullable QuotaView quota, Json json) {
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

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
