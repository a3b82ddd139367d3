package dev.tollgate.auth.decision;

import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.key.ApiKey;
import dev.tollgate.auth.key.Plan;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a request was decided. */
public sealed interface Decision extends Verdict {
    /**
     * Let through, and counted, unless shadow mode alone let it through.
     *
     * @param key who asks
     * @param plan by whose terms
     * @param quota what is left after this request; null if the key is not limited
     * @param shadow why it would have been refused, if its account were not in shadow mode; null where it would not
     */
    record Admitted(
            ApiKey key,
            Plan plan,
            @Nullable Standing quota,
            @Nullable Reason shadow) implements Decision {
        /** One that nothing speaks against. */
        public Admitted(ApiKey key, Plan plan, @Nullable Standing quota) {
            this(key, plan, quota, null);
        }
    }

    /**
     * Refused.
     *
     * @param reason why
     * @param key who asks, where that is known
     * @param quota what is left, for a live key on a limited plan
     * @param retryAfterSeconds when it is worth another try; 0 where that makes no sense
     */
    record Refused(
            Reason reason, @Nullable ApiKey key, @Nullable Standing quota, long retryAfterSeconds)
            implements Decision {}

    /** Why a request was refused. */
    enum Reason {
        KEY_MISSING,
        AUTHORIZATION_AMBIGUOUS,
        KEY_INVALID,
        /** Too many invalid keys from this source. */
        GUESSING,
        KEY_REVOKED,
        KEY_EXPIRED,
        ACCOUNT_DELETED,
        KEY_DISABLED,
        ACCOUNT_SUSPENDED,
        SCOPE_MISSING,
        IP_NOT_ALLOWED,
        BURST_EXCEEDED,
        QUOTA_EXCEEDED,
        /** No allowance came in time, and the plan is strict. */
        NO_ALLOWANCE,
        /** The views are not loaded, or the key's plan is not known yet. */
        NOT_READY,
        /** The journal takes no more events; a request that cannot be metered is not let through. */
        JOURNAL_FULL;

        /** Its name for metrics and headers, such as {@code quota_exceeded}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
