package dev.tollgate.admin.key;

import dev.tollgate.admin.web.ProblemException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key without the key.
 *
 * @param id its id
 * @param accountId whose it is
 * @param lineage this key and those it was rotated from or into
 * @param replacedBy the key that it was rotated into
 * @param environment {@code live} or {@code test}: what it was made for
 * @param label what its owner says of it
 * @param prefix its first characters
 * @param lastFour its last four
 * @param state {@code active}, {@code disabled}, {@code revoked}, or {@code deleted}, which nobody is shown; whether it has expired is a question of the time
 * @param grant what it may be used for
 * @param limits those of its own, beside the plan's
 * @param leak that it was found in public; null if it was not
 * @param createdAt when it was made
 * @param revision grows by one with each change
 */
record ApiKey(
        String id,
        String accountId,
        String lineage,
        @Nullable String replacedBy,
        String environment,
        KeyLabel label,
        String prefix,
        String lastFour,
        String state,
        KeyGrant grant,
        KeyLimits limits,
        @Nullable KeyLeak leak,
        Instant createdAt,
        long revision) {

    static final String ACTIVE = "active";
    static final String DISABLED = "disabled";
    static final String REVOKED = "revoked";
    static final String EXPIRED = "expired";
    static final String DELETED = "deleted";

    static final String LIVE = "live";
    static final String TEST = "test";

    boolean isRevoked() {
        return state.equals(REVOKED) || isDeleted();
    }

    boolean isDeleted() {
        return state.equals(DELETED);
    }

    boolean isExpired(Instant now) {
        return grant.isOver(now);
    }

    /** When it was found in public; null if it was not. */
    @Nullable
    Instant leakedAt() {
        return leak == null ? null : leak.at();
    }

    /** Where it was found; null if it was not. */
    @Nullable
    String leakedUrl() {
        return leak == null ? null : leak.url();
    }

    /** Whether it counts as one of its account's keys: it works, or could without being made anew. */
    boolean isLive(Instant now) {
        return !isRevoked() && !isExpired(now);
    }

    /** The state as a person sees it. */
    String stateAt(Instant now) {
        return !isRevoked() && isExpired(now) ? EXPIRED : state;
    }

    ApiKey withState(String newState) {
        return with(label, newState, grant, limits, replacedBy, leak);
    }

    /**
     * On or off.
     *
     * @throws ProblemException if that is over
     */
    ApiKey switchedTo(String newState) {
        if (isRevoked()) {
            throw ProblemException.conflict("The key has been revoked, for good. Make a new one.");
        }
        return withState(newState);
    }

    ApiKey withLabel(KeyLabel newLabel) {
        return with(newLabel, state, grant, limits, replacedBy, leak);
    }

    ApiKey withGrant(KeyGrant newGrant) {
        return with(label, state, newGrant, limits, replacedBy, leak);
    }

    ApiKey withLimits(KeyLimits newLimits) {
        return with(label, state, grant, newLimits, replacedBy, leak);
    }

    ApiKey withSuccessor(String successor) {
        return with(label, state, grant, limits, successor, leak);
    }

    ApiKey withLeak(KeyLeak found) {
        return with(label, state, grant, limits, replacedBy, found);
    }

    private ApiKey with(
            KeyLabel newLabel,
            String newState,
            KeyGrant newGrant,
            KeyLimits newLimits,
            @Nullable String successor,
            @Nullable KeyLeak newLeak) {
        return new ApiKey(
                id,
                accountId,
                lineage,
                successor,
                environment,
                newLabel,
                prefix,
                lastFour,
                newState,
                newGrant,
                newLimits,
                newLeak,
                createdAt,
                revision);
    }

    ApiKey nextRevision() {
        return new ApiKey(
                id,
                accountId,
                lineage,
                replacedBy,
                environment,
                label,
                prefix,
                lastFour,
                state,
                grant,
                limits,
                leak,
                createdAt,
                revision + 1);
    }

    /** What it is, for the audit log. */
    Map<String, Object> terms() {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("account_id", accountId);
        terms.put("lineage", lineage);
        terms.put("replaced_by", replacedBy);
        terms.put("environment", environment);
        terms.put("name", label.name());
        terms.put("description", label.description());
        terms.put("metadata", label.metadata());
        terms.put("prefix", prefix);
        terms.put("last_four", lastFour);
        terms.put("state", state);
        terms.put("scopes", grant.scopes());
        terms.put("allowed_ips", grant.allowedIps());
        terms.put(
                "expires_at",
                grant.expiresAt() == null ? null : grant.expiresAt().toString());
        terms.put("daily_limit", limits.dailyLimit());
        terms.put("burst_per_second", limits.burstPerSecond());
        if (leak != null) {
            terms.put("leaked_at", leak.at().toString());
            terms.put("leaked_url", leak.url());
        }
        return terms;
    }
}
