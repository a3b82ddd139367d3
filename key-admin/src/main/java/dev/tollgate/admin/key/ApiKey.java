package dev.tollgate.admin.key;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key without the key.
 *
 * @param id its id
 * @param accountId whose it is
 * @param lineage this key and those it was rotated from or into
 * @param name the owner's label
 * @param prefix its first characters
 * @param lastFour its last four
 * @param state {@code active}, {@code disabled} or {@code revoked}; whether it has expired is a question of the time
 * @param scopes what it may be used for
 * @param allowedIps where it may be used from; empty for anywhere
 * @param createdAt when it was made
 * @param expiresAt when it ends by itself; null for never
 */
record ApiKey(
        String id,
        String accountId,
        String lineage,
        String name,
        String prefix,
        String lastFour,
        String state,
        List<String> scopes,
        List<String> allowedIps,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    static final String ACTIVE = "active";
    static final String DISABLED = "disabled";
    static final String REVOKED = "revoked";
    private static final String EXPIRED = "expired";

    boolean isRevoked() {
        return state.equals(REVOKED);
    }

    /** The state as a person sees it. */
    String stateAt(Instant now) {
        return !isRevoked() && expiresAt != null && !now.isBefore(expiresAt) ? EXPIRED : state;
    }

    ApiKey with(String newName, String newState) {
        return new ApiKey(
                id, accountId, lineage, newName, prefix, lastFour, newState, scopes, allowedIps, createdAt, expiresAt);
    }

    /** What it is, for the audit log. */
    Map<String, Object> terms() {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("account_id", accountId);
        terms.put("name", name);
        terms.put("prefix", prefix);
        terms.put("last_four", lastFour);
        terms.put("state", state);
        terms.put("scopes", scopes);
        terms.put("allowed_ips", allowedIps);
        terms.put("expires_at", expiresAt == null ? null : expiresAt.toString());
        return terms;
    }
}
