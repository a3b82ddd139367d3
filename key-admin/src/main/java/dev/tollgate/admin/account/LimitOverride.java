package dev.tollgate.admin.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of the daily limit of an account's plan for a while.
 *
 * @param dailyLimit cost per subject and UTC day; null for unlimited
 * @param expiresAt when the plan's limit acts again
 */
public record LimitOverride(@Nullable Long dailyLimit, Instant expiresAt) {
    @Override
    public String toString() {
        return (dailyLimit == null ? "unlimited" : dailyLimit) + " until " + expiresAt;
    }
}
