package dev.tollgate.admin.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.admin.usage.KeyTotals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key, as the API shows it.
 *
 * @param key the key itself, a secret: there only in the answer that makes it, and never shown again
 * @param environment {@code live} or {@code test}
 * @param lineage the id of the first of those it was rotated from; they share a quota
 * @param replacedBy the key that it was rotated into
 * @param dailyLimit a limit of its own, below the plan's, which its lineage shares
 * @param dailyLimitActs false while its plan counts by account, where a key's own daily limit is kept and not held; null
 *     where there is none
 * @param leakedAt when somebody told that it was found in public
 * @param leakedUrl where
 * @param usageCount all that it was ever admitted for
 * @param usageToday what it was admitted for on this UTC day
 * @param lastUsedAt when it last authenticated a request, admitted or refused
 */
record KeyBody(
        String id,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
        String accountId,
        String lineage,
        @Nullable String replacedBy,
        String environment,
        String name,
        @Nullable String description,
        Map<String, String> metadata,
        String prefix,
        String lastFour,
        String state,
        List<String> scopes,
        List<String> allowedIps,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Long dailyLimit,
        @Nullable Boolean dailyLimitActs,
        @Nullable Long burstPerSecond,
        @Nullable Instant leakedAt,
        @Nullable String leakedUrl,
        @Nullable Instant lastUsedAt,
        long usageCount,
        long usageToday) {

    /** @param countedByKey whether its plan counts by key at {@code now} */
    static KeyBody of(ApiKey key, KeyTotals totals, boolean countedByKey, Instant now) {
        return of(key, null, totals, countedByKey, now);
    }

    /** A key that has just been made. */
    static KeyBody made(Keys.Made made, boolean countedByKey, Instant now) {
        return of(made.key(), made.secret(), KeyTotals.NONE, countedByKey, now);
    }

    private static KeyBody of(
            ApiKey key, @Nullable String secret, KeyTotals totals, boolean countedByKey, Instant now) {
        return new KeyBody(
                key.id(),
                secret,
                key.accountId(),
                key.lineage(),
                key.replacedBy(),
                key.environment(),
                key.label().name(),
                key.label().description(),
                key.label().metadata(),
                key.prefix(),
                key.lastFour(),
                key.stateAt(now),
                key.grant().scopes(),
                key.grant().allowedIps(),
                key.createdAt(),
                key.grant().expiresAt(),
                key.limits().dailyLimit(),
                key.limits().dailyLimit() == null ? null : countedByKey,
                key.limits().burstPerSecond(),
                key.leakedAt(),
                key.leakedUrl(),
                totals.lastUsedAt(),
                totals.usageCount(),
                totals.usageToday());
    }

    @Override
    public String toString() {
        return "KeyBody[" + id + "]";
    }
}
