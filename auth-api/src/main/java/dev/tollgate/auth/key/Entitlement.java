package dev.tollgate.auth.key;

import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an {@link ApiKey} mostly has in common with others of its account; the names are those of its parts. */
record Entitlement(
        String accountId,
        String accountName,
        KeyEnvironment environment,
        KeyState state,
        AccountState accountState,
        String planId,
        int planFromDay,
        long planAssignment,
        @Nullable LimitOverride override,
        boolean shadow,
        Set<String> scopes,
        AddressRanges allowedIps) {

    static Entitlement of(ApiKey key) {
        return new Entitlement(
                key.accountId(),
                key.accountName(),
                key.environment(),
                key.state(),
                key.accountState(),
                key.planId(),
                key.planFromDay(),
                key.planAssignment(),
                key.override(),
                key.shadow(),
                key.scopes(),
                key.allowedIps());
    }

    @Override
    public int hashCode() {
        // An account has few; to mix all of it for each of a million keys takes longer than to compare it.
        return accountId.hashCode() ^ Long.hashCode(planAssignment);
    }
}
