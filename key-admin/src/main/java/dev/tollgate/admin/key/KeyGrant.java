package dev.tollgate.admin.key;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key may be used for.
 *
 * @param scopes the rights that routes ask for
 * @param allowedIps where it may be used from; empty for anywhere
 * @param expiresAt when it ends by itself; null for never
 */
record KeyGrant(
        List<String> scopes,
        List<String> allowedIps,
        @Nullable Instant expiresAt) {

    boolean isOver(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** The same, but over at {@code end} at the latest. */
    KeyGrant until(Instant end) {
        return expiresAt != null && expiresAt.isBefore(end) ? this : new KeyGrant(scopes, allowedIps, end);
    }
}
