package dev.tollgate.admin.key;

import dev.tollgate.admin.usage.KeyTotals;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key, as the API shows it.
 *
 * @param usageCount all that it was ever admitted for
 * @param usageToday what it was admitted for on this UTC day
 * @param lastUsedAt when it last authenticated a request, admitted or refused
 */
record KeyBody(
        String id,
        String accountId,
        String name,
        String prefix,
        String lastFour,
        String state,
        List<String> scopes,
        List<String> allowedIps,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        long usageCount,
        long usageToday) {

    static KeyBody of(ApiKey key, KeyTotals totals, Instant now) {
        return new KeyBody(
                key.id(),
                key.accountId(),
                key.name(),
                key.prefix(),
                key.lastFour(),
                key.stateAt(now),
                key.scopes(),
                key.allowedIps(),
                key.createdAt(),
                key.expiresAt(),
                totals.lastUsedAt(),
                totals.usageCount(),
                totals.usageToday());
    }

    /**
     * A key that has just been made, with the key itself: the only time it is ever shown.
     *
     * @param key a secret
     */
    record Made(
            String id,
            String accountId,
            String name,
            String key,
            String prefix,
            String lastFour,
            String state,
            List<String> scopes,
            List<String> allowedIps,
            Instant createdAt,
            @Nullable Instant expiresAt) {

        static Made of(ApiKey made, String secret) {
            return new Made(
                    made.id(),
                    made.accountId(),
                    made.name(),
                    secret,
                    made.prefix(),
                    made.lastFour(),
                    made.state(),
                    made.scopes(),
                    made.allowedIps(),
                    made.createdAt(),
                    made.expiresAt());
        }

        @Override
        public String toString() {
            return "Made[" + id + "]";
        }
    }
}
