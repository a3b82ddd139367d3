package dev.tollgate.auth.allowance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.key.AddressRanges;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.LimitOverride;
import dev.tollgate.auth.key.OwnLimits;
import dev.tollgate.auth.key.Plan;
import dev.tollgate.contracts.KeyHash;
import dev.tollgate.contracts.v1.AccountState;
import dev.tollgate.contracts.v1.KeyEnvironment;
import dev.tollgate.contracts.v1.KeyState;
import dev.tollgate.contracts.v1.QuotaScope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which limit acts, and which of two terms is the newer. */
class TermsTest {
    private static final int DAY = 20_000;
    private static final long NOW = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        "100, -1, none, 100",
        "100, 40, none, 40",
        "100, 400, none, 100",
        "-1, 40, none, 40",
        "-1, -1, none, -1",
        "100, 0, none, 0",
        "100, -1, 5000, 5000",
        "100, 40, 5000, 40",
        "100, 400, 5000, 400",
        "100, -1, -1, -1",
        "100, 40, -1, 40",
        "100, -1, 7, 7"
    })
    void shouldHoldTheLowerOfTheKeysOwnAndThePlansOrWhatStandsInItsPlace(
            long plan, long own, String override, long acts) {
        LimitOverride inPlace = override.equals("none") ? null : new LimitOverride(Long.parseLong(override), NOW + 1);

        assertThat(terms(1, new OwnLimits(own, Plan.UNLIMITED, 1), inPlace, plan(plan, 1, QuotaScope.PER_KEY), NOW)
                        .limit())
                .isEqualTo(acts);
    }

    @Test
    void shouldNotHoldAKeysOwnLimitWhereTheAccountSharesAQuota() {
        Plan shared = plan(100, 1, QuotaScope.PER_ACCOUNT);
        Terms one = terms(1, new OwnLimits(40, Plan.UNLIMITED, 3), null, shared, NOW);
        Terms other = terms(1, OwnLimits.NONE, null, shared, NOW);

        assertThat(one).isEqualTo(other);
        assertThat(one.limit()).isEqualTo(100);
        assertThat(terms(1, OwnLimits.NONE, new LimitOverride(7, NOW + 1), shared, NOW)
                        .limit())
                .isEqualTo(7);
    }

    @Test
    void shouldEndAnOverrideByTheGatesOwnClock() {
        LimitOverride override = new LimitOverride(5_000, NOW);
        Plan plan = plan(100, 1, QuotaScope.PER_KEY);

        Terms before = terms(2, OwnLimits.NONE, override, plan, NOW - 1);
        Terms after = terms(2, OwnLimits.NONE, override, plan, NOW);

        assertThat(before.limit()).isEqualTo(5_000);
        assertThat(after.limit()).isEqualTo(100);
        assertThat(after.isNewerThan(before)).isTrue();
        assertThat(before.isNewerThan(after)).isFalse();
    }

    @Test
    void shouldTakeEachChangeOfALineagesStoryForNewerThanAllBefore() {
        LimitOverride first = new LimitOverride(5_000, NOW);
        LimitOverride second = new LimitOverride(9_000, NOW + 10);
        Plan old = plan(100, 1, QuotaScope.PER_KEY);
        Plan changed = plan(200, 2, QuotaScope.PER_KEY);
        Plan other = plan(50, 1, QuotaScope.PER_KEY);
        List<Terms> story = List.of(
                terms(1, OwnLimits.NONE, null, old, NOW - 5),
                terms(1, own(40, 1), null, old, NOW - 4),
                terms(1, own(40, 1), null, changed, NOW - 3),
                terms(2, own(40, 1), first, changed, NOW - 2),
                terms(2, own(-1, 2), first, changed, NOW - 1),
                terms(2, own(-1, 2), first, changed, NOW),
                terms(2, own(60, 3), first, changed, NOW + 1),
                terms(3, own(60, 3), second, changed, NOW + 2),
                terms(4, own(60, 3), null, changed, NOW + 3),
                terms(5, own(60, 3), null, other, NOW + 4),
                terms(5, own(-1, 4), null, other, NOW + 5));

        for (int earlier = 0; earlier < story.size(); earlier++) {
            for (int later = earlier + 1; later < story.size(); later++) {
                assertThat(story.get(later).isNewerThan(story.get(earlier)))
                        .as("%d after %d", later, earlier)
                        .isTrue();
                assertThat(story.get(earlier).isNewerThan(story.get(later))).isFalse();
            }
        }
    }

    private static OwnLimits own(long daily, long version) {
        return new OwnLimits(daily, Plan.UNLIMITED, version);
    }

    private static Plan plan(long limit, long version, QuotaScope scope) {
        return new Plan("plan", version, "Plan", limit, scope, scope, 0, false, Plan.UNLIMITED, false, List.of());
    }

    private static Terms terms(
            long assignment, OwnLimits own, @Nullable LimitOverride override, Plan plan, long nowMs) {
        ApiKey key = new ApiKey(
                KeyHash.of("key"),
                "key_1",
                "acc_1",
                "Acme",
                "lin_1",
                "n8n",
                "tg",
                "wxyz",
                KeyEnvironment.LIVE,
                KeyState.KEY_ACTIVE,
                AccountState.ACCOUNT_ACTIVE,
                "plan",
                0,
                assignment,
                own,
                override,
                false,
                Set.of(),
                AddressRanges.NONE,
                0,
                0,
                1);
        return Terms.of(key, plan, DAY, nowMs);
    }
}
