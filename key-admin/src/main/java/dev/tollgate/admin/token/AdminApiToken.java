package dev.tollgate.admin.token;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An admin API token without the token, as the API shows it.
 *
 * @param id its id
 * @param name for a person
 * @param lastFour its last characters
 * @param scopes the rights it has
 * @param accountId the only account that it knows of; null for all
 * @param createdBy who made it, as the audit log names them
 * @param createdAt when
 * @param expiresAt when it ends by itself; null for never
 * @param lastUsedAt when it was last used, to the minute; null for never
 */
record AdminApiToken(
        String id,
        String name,
        String lastFour,
        List<String> scopes,
        @Nullable String accountId,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {

    /** What it is, for the audit log. */
    Map<String, Object> terms() {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("name", name);
        terms.put("last_four", lastFour);
        terms.put("scopes", scopes);
        terms.put("account_id", accountId);
        terms.put("expires_at", expiresAt == null ? null : expiresAt.toString());
        return terms;
    }
}
