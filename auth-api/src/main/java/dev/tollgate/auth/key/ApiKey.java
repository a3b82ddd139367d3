package dev.tollgate.auth.key;

import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the gate knows of an API key. Immutable; a change is another one with the same hash.
 *
 * @param hash what it is found by
 * @param id its public id
 * @param accountId who is billed
 * @param accountName the account's name for a person
 * @param lineage this key and those it was rotated from or into
 * @param name the owner's label
 * @param prefix its first characters
 * @param lastFour its last characters
 * @param environment what it was made for
 * @param state what key-admin says of the key; expiry is looked up in {@code expiresAtMs}
 * @param accountState what key-admin says of its account
 * @param planId the account's plan
 * @param planFromDay when the account came to its plan, days since 1970-01-01; 0 for long ago
 * @param planAssignment grows each time the account is given a plan, or its override is changed
 * @param ownLimits its own, below the plan's
 * @param override what stands in the place of the plan's daily limit; null for nothing
 * @param shadow whether refusals are only noted: its account is in shadow mode
 * @param scopes what it may be used for
 * @param allowedIps where it may be used from
 * @param createdAtMs milliseconds since 1970
 * @param expiresAtMs milliseconds since 1970, 0 for never
 * @param version grows with each change
 */
public record ApiKey(
        KeyHash hash,
        String id,
        String accountId,
        String accountName,
        String lineage,
        String name,
        String prefix,
        String lastFour,
        KeyEnvironment environment,
        KeyState state,
        AccountState accountState,
        String planId,
        int planFromDay,
        long planAssignment,
        OwnLimits ownLimits,
        @Nullable LimitOverride override,
        boolean shadow,
        Set<String> scopes,
        AddressRanges allowedIps,
        long createdAtMs,
        long expiresAtMs,
        long version) {

    /** Whether its time is over at {@code nowMs}. */
    public boolean isExpired(long nowMs) {
        return expiresAtMs != 0 && nowMs >= expiresAtMs;
    }
}
