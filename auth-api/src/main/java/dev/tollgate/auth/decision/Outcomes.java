package dev.tollgate.auth.decision;

import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.contracts.v1.Outcome;
import org.jspecify.annotations.Nullable;

/** How decisions are noted in the journal. */
final class Outcomes {
    private Outcomes() {}

    /** How a refusal is noted that shadow mode lets through; null for one that it does not. */
    static @Nullable Outcome inShadow(Reason reason) {
        return switch (reason) {
            case SCOPE_MISSING -> Outcome.SHADOW_SCOPE_MISSING;
            case IP_NOT_ALLOWED -> Outcome.SHADOW_IP_NOT_ALLOWED;
            case BURST_EXCEEDED -> Outcome.SHADOW_BURST_EXCEEDED;
            case QUOTA_EXCEEDED -> Outcome.SHADOW_QUOTA_EXCEEDED;
            case NO_ALLOWANCE -> Outcome.SHADOW_NO_ALLOWANCE;
            case KEY_MISSING,
                    AUTHORIZATION_AMBIGUOUS,
                    KEY_INVALID,
                    GUESSING,
                    KEY_REVOKED,
                    KEY_EXPIRED,
                    ACCOUNT_DELETED,
                    KEY_DISABLED,
                    ACCOUNT_SUSPENDED,
                    NOT_READY,
                    JOURNAL_FULL -> null;
        };
    }

    /** How a refusal is noted. */
    static Outcome of(Reason reason) {
        return switch (reason) {
            case KEY_REVOKED -> Outcome.KEY_REVOKED;
            case KEY_EXPIRED -> Outcome.KEY_EXPIRED;
            case ACCOUNT_DELETED -> Outcome.ACCOUNT_DELETED;
            case KEY_DISABLED -> Outcome.KEY_DISABLED;
            case ACCOUNT_SUSPENDED -> Outcome.ACCOUNT_SUSPENDED;
            case SCOPE_MISSING -> Outcome.SCOPE_MISSING;
            case IP_NOT_ALLOWED -> Outcome.IP_NOT_ALLOWED;
            case BURST_EXCEEDED -> Outcome.BURST_EXCEEDED;
            case QUOTA_EXCEEDED -> Outcome.QUOTA_EXCEEDED;
            case NO_ALLOWANCE -> Outcome.NO_ALLOWANCE;
            case KEY_MISSING, AUTHORIZATION_AMBIGUOUS, KEY_INVALID, GUESSING, NOT_READY, JOURNAL_FULL ->
                throw new IllegalArgumentException("Nobody's key is known in a case of " + reason + ".");
        };
    }
}
