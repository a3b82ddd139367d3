package dev.tollgate.auth.key;

import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an {@link ApiKey} mostly has in common with many others; the names are those of its parts. */
record Entitlement(
        KeyEnvironment environment,
        KeyState state,
        AccountState accountState,
        String planId,
        @Nullable LimitOverride override,
        boolean shadow,
        Set<String> scopes,
        AddressRanges allowedIps) {

    static Entitlement of(ApiKey key) {
        return new Entitlement(
                key.environment(),
                key.state(),
                key.accountState(),
                key.planId(),
                key.override(),
                key.shadow(),
                key.scopes(),
                key.allowedIps());
    }
}
