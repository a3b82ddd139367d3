package dev.tollgate.auth.http;

import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import java.util.List;

/** Turns a refusal into its answer: the exact short body, or RFC 9457 problem details for a client that prefers them. */
final class RefusalAnswer {
    private static final String QUOTA_TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private RefusalAnswer() {}

    /** Its answer, without what says how much of the quota is left. */
    static Answer of(Refused refused, boolean asProblem) {
        Refusal refusal = Refusal.of(refused.reason());
        // A client that waits for 0 seconds hammers.
        long retryAfter = refusal.hasRetryAfter() ? Math.max(1, refused.retryAfterSeconds()) : 0;
        Json json = new Json();
        if (asProblem) {
            describe(refused.reason(), refusal, json);
        }
        json.put("error", refusal.error());
        if (refusal.hasRetryAfter()) {
            json.put("retry_after", retryAfter);
        }
        Answer answer = Answer.of(refusal.status(), asProblem ? Answer.PROBLEM : Answer.JSON, json.toString());
        if (refusal.status() == 401) {
            answer.with("WWW-Authenticate", "Bearer");
        }
        if (refusal.hasRetryAfter()) {
            answer.with("Retry-After", retryAfter);
        }
        return answer;
    }

    private static void describe(Reason reason, Refusal refusal, Json json) {
        boolean quota = reason == Reason.QUOTA_EXCEEDED;
        json.put("type", quota ? QUOTA_TYPE : "about:blank")
                .put(
                        "title",
                        quota ? "Request cannot be satisfied as assigned quota has been exceeded" : title(refusal))
                .put("status", refusal.status())
                .put("detail", detail(reason, refusal));
        if (quota) {
            json.put("violated-policies", List.of(RateLimitHeaders.POLICY));
        }
    }

    /** Where the type is about:blank, RFC 9457 wants the status' own phrase. */
    private static String title(Refusal refusal) {
        return switch (refusal.status()) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 429 -> "Too Many Requests";
            default -> "Service Unavailable";
        };
    }

    private static String detail(Reason reason, Refusal refusal) {
        return switch (reason) {
            case QUOTA_EXCEEDED -> "The quota of this day is used up. The next day begins at midnight UTC.";
            case BURST_EXCEEDED -> "Too many requests in a short time.";
            case GUESSING -> "Too many invalid API keys from this address.";
            case KEY_MISSING -> "Send the header Authorization: Bearer <API key>.";
            case AUTHORIZATION_AMBIGUOUS,
                    KEY_INVALID,
                    KEY_REVOKED,
                    KEY_EXPIRED,
                    ACCOUNT_DELETED,
                    KEY_DISABLED,
                    ACCOUNT_SUSPENDED,
                    SCOPE_MISSING,
                    IP_NOT_ALLOWED,
                    NO_ALLOWANCE,
                    NOT_READY,
                    JOURNAL_FULL -> refusal.error() + ".";
        };
    }
}
