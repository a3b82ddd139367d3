package dev.tollgate.admin.decision;

import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RequestEvent.Refusal;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.Outcome;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request as a gateway decided it, and where the log has it.
 *
 * @param event what was decided
 * @param gateway who decided
 * @param partition of request-events
 * @param offset of the batch that tells of it
 * @param claim what that gateway had last said of the subject's quota before, as far as was read; null if it had not
 */
record DecidedRequest(
        RequestEvent event,
        String gateway,
        int partition,
        long offset,
        @Nullable Claim claim) {
    private static final String SHADOW = "SHADOW_";

    /** When it was decided, by the gateway's clock. */
    public Instant decidedAt() {
        return Instant.ofEpochMilli(event.decidedAtMs());
    }

    /** Whether it was let through, if only by shadow mode. */
    public boolean isLetThrough() {
        return event.isAdmitted() || event.outcome().name().startsWith(SHADOW);
    }

    /** What the caller was answered. */
    public int status() {
        return switch (event.outcome()) {
            case KEY_REVOKED, KEY_EXPIRED, KEY_DISABLED, ACCOUNT_DELETED -> 401;
            case ACCOUNT_SUSPENDED, SCOPE_MISSING, IP_NOT_ALLOWED -> 403;
            case BURST_EXCEEDED, QUOTA_EXCEEDED -> 429;
            case NO_ALLOWANCE -> 503;
            default -> 200;
        };
    }

    /** Why, in a sentence. */
    public String why() {
        String shadow = event.outcome().name().startsWith(SHADOW) ? "Let through by shadow mode. Else: " : "";
        Refusal refusal = event.refusal();
        return shadow
                + switch (event.outcome()) {
                    case ADMITTED -> "Within the quota.";
                    case ADMITTED_UNLEASED ->
                        "No allowance came in time, and the plan then prefers to let requests through.";
                    case KEY_REVOKED -> "The key had been revoked.";
                    case KEY_EXPIRED -> "The key had expired.";
                    case KEY_DISABLED -> "The key was disabled.";
                    case ACCOUNT_DELETED -> "The account had been deleted.";
                    case ACCOUNT_SUSPENDED -> "The account was suspended.";
                    case SCOPE_MISSING, SHADOW_SCOPE_MISSING -> "The key lacks the scope that this route asks for.";
                    case IP_NOT_ALLOWED, SHADOW_IP_NOT_ALLOWED ->
                        "The caller's address is not among those that the key may be used from.";
                    case BURST_EXCEEDED, SHADOW_BURST_EXCEEDED ->
                        "More requests came in one second than the burst limit allows.";
                    case NO_ALLOWANCE, SHADOW_NO_ALLOWANCE ->
                        "No allowance came in time, and the plan is strict: nothing is let through on trust.";
                    case QUOTA_EXCEEDED, SHADOW_QUOTA_EXCEEDED -> quotaExceeded(refusal);
                    case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> "Not known.";
                };
    }

    private String quotaExceeded(@Nullable Refusal refusal) {
        return refusal == null
                ? "The day's quota was used up."
                : String.format(
                        Locale.ENGLISH,
                        "The day's quota was used up: %,d of %,d were counted%s.",
                        refusal.known(),
                        refusal.limit(),
                        event.cost() > 1 ? ", and this one costs " + event.cost() : "");
    }

    /** What it is counted for: the whole account, or the key and those it was rotated from or into. */
    public String subject() {
        return event.subject().equals(event.accountId()) ? "all keys of the account" : "the key";
    }

    /** The outcome, as the API calls it. */
    public String outcome() {
        return event.outcome().name().toLowerCase(Locale.ROOT);
    }

    /** Whether it was refused for want of quota. */
    public boolean isOverQuota() {
        return event.outcome() == Outcome.QUOTA_EXCEEDED || event.outcome() == Outcome.SHADOW_QUOTA_EXCEEDED;
    }
}
