package dev.tollgate.auth.key;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.QuotaScope;
import java.util.List;
import java.util.Set;

/** A key and plans for tests that do not care about most of what they say. */
public final class SampleKeys {
    public static final Plan FREE = limited("free", "Free", 100, QuotaScope.PER_KEY);
    public static final Plan SHARED = limited("team", "Team", 1_000, QuotaScope.PER_ACCOUNT);
    public static final Plan UNLIMITED = limited("enterprise", "Enterprise", Plan.UNLIMITED, QuotaScope.PER_KEY);

    private SampleKeys() {}

    /** How it stands where so much is left until then. */
    public static Standing standing(long limit, long remaining, long resetAtSeconds) {
        return new Standing(UtcDay.of(resetAtSeconds * 1000) - 1, limit, limit - remaining, 0);
    }

    public static ApiKey key(String... scopes) {
        return key(KeyHash.of("a key for tests"), 1, scopes);
    }

    public static ApiKey key(KeyHash hash, long version, String... scopes) {
        return new ApiKey(
                hash,
                "key_1",
                "acc_1",
                "Acme \"Rockets\" GmbH",
                "lin_1",
                "n8n Integration",
                "tg1a2b",
                "wxyz",
                KeyEnvironment.LIVE,
                KeyState.KEY_ACTIVE,
                AccountState.ACCOUNT_ACTIVE,
                "free",
                0,
                1,
                OwnLimits.NONE,
                null,
                false,
                Set.of(scopes),
                AddressRanges.NONE,
                1_700_000_000_000L,
                0,
                version);
    }

    private static Plan limited(String id, String name, long limit, QuotaScope scope) {
        return new Plan(id, 1, name, limit, scope, scope, 0, false, Plan.UNLIMITED, false, List.of());
    }
}
