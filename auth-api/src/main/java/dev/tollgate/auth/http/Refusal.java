package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision.Reason;

/**
 * How a refusal looks to the client, for each reason. The texts are part of the API: clients compare them.
 *
 * @param status the HTTP status
 * @param error the text
 * @param hasRetryAfter whether the answer says when to try again
 */
record Refusal(int status, String error, boolean hasRetryAfter) {
    private static final Refusal KEY_REQUIRED = new Refusal(401, "API key required", false);
    private static final Refusal INVALID = new Refusal(401, "Invalid API key", false);
    private static final Refusal REVOKED = new Refusal(401, "API key has been revoked", false);
    private static final Refusal DISABLED = new Refusal(401, "API key has been disabled", false);
    private static final Refusal AMBIGUOUS = new Refusal(400, "More than one Authorization header", false);
    private static final Refusal SUSPENDED = new Refusal(403, "Account is suspended", false);
    private static final Refusal NO_SCOPE = new Refusal(403, "API key lacks the required scope", false);
    private static final Refusal WRONG_ADDRESS = new Refusal(403, "API key is not allowed from this IP address", false);
    private static final Refusal TOO_MANY = new Refusal(429, "Rate limit exceeded", true);
    private static final Refusal UNAVAILABLE = new Refusal(503, "Temporarily unavailable", true);

    static Refusal of(Reason reason) {
        return switch (reason) {
            case KEY_MISSING -> KEY_REQUIRED;
            case AUTHORIZATION_AMBIGUOUS -> AMBIGUOUS;
            case KEY_INVALID -> INVALID;
            case KEY_REVOKED, KEY_EXPIRED, ACCOUNT_DELETED -> REVOKED;
            case KEY_DISABLED -> DISABLED;
            case ACCOUNT_SUSPENDED -> SUSPENDED;
            case SCOPE_MISSING -> NO_SCOPE;
            case IP_NOT_ALLOWED -> WRONG_ADDRESS;
            case GUESSING, BURST_EXCEEDED, QUOTA_EXCEEDED -> TOO_MANY;
            case NO_ALLOWANCE, NOT_READY, JOURNAL_FULL -> UNAVAILABLE;
        };
    }
}
