package dev.tollgate.admin.key;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something about a key that works which its owner had better look at. The same key may have several. */
enum KeyFinding {
    LEAKED(
            "found in public",
            "leaked_at IS NOT NULL",
            null,
            "Somebody found them where anybody can read them, and they still work. Rotate each with no grace period,"
                    + " or revoke it."),
    NEVER_USED(
            "never used",
            // A key from elsewhere has been known here since its import only.
            "created_at <= ? AND (imported_at IS NULL OR imported_at <= ?) AND last_used_at IS NULL",
            Duration.ofDays(-7),
            "Nobody has used them in the week or more that they have been here. Ask their owners, and revoke those that"
                    + " nobody waits for."),
    UNUSED_30_DAYS(
            "unused for 30 days",
            "last_used_at <= ?",
            Duration.ofDays(-30),
            "They were used, but not for 30 days. Ask their owners whether a job that runs seldom needs them; disable"
                    + " those of which nobody knows."),
    UNUSED_90_DAYS(
            "unused for 90 days",
            "last_used_at <= ?",
            Duration.ofDays(-90),
            "They were used, but not for 90 days. Revoke them; whoever still needs one can have a new one."),
    EXPIRES_SOON(
            "ending soon",
            // A rotated key is meant to end.
            "expires_at <= ? AND replaced_by IS NULL",
            Duration.ofDays(14),
            "They end by themselves within 14 days, and nothing takes their place yet. Rotate those that are in use, and"
                    + " give the new keys to their owners."),
    NO_EXPIRY(
            "without an end",
            "expires_at IS NULL",
            null,
            "They work until somebody ends them. Give them an expires_at, and rotate them before it."),
    WIDE_SCOPES(
            "with wide scopes",
            "cardinality(scopes) >= " + KeyFinding.SCOPES_MANY + " OR array_to_string(scopes, ' ') LIKE '%*%'",
            null,
            "They have " + KeyFinding.SCOPES_MANY + " scopes or more, or one with a *, which gates take by the letter."
                    + " Leave each the scopes that its program needs, and make a key for each program.");

    private static final int SCOPES_MANY = 10;

    private final String title;
    private final String condition;
    private final @Nullable Duration fromNow;
    private final String suggestion;

    private final String word = name().toLowerCase(Locale.ROOT);

    /**
     * Describes a finding.
     *
     * @param title what to call such keys
     * @param condition holds for a row of {@link KeyTable}'s keys; each ? in it is the moment that lies {@code fromNow}
     */
    KeyFinding(String title, String condition, @Nullable Duration fromNow, String suggestion) {
        this.title = title;
        this.condition = condition;
        this.fromNow = fromNow;
        this.suggestion = suggestion;
    }

    /** Its name in the API. */
    public String word() {
        return word;
    }

    /** What to call such keys: "3 keys …". */
    public String title() {
        return title;
    }

    /** What to do about such keys, for a person. */
    public String suggestion() {
        return suggestion;
    }

    /** The finding of that name. */
    static Optional<KeyFinding> of(String word) {
        return Arrays.stream(values())
                .filter(finding -> finding.word.equals(word))
                .findFirst();
    }

    /** A condition for a key that is live, whose values go to {@code parameters}. */
    String condition(Instant now, List<Object> parameters) {
        if (fromNow != null) {
            Timestamp moment = Timestamp.from(now.plus(fromNow));
            condition.chars().filter(c -> c == '?').forEach(c -> parameters.add(moment));
        }
        return "(" + condition + ")";
    }
}
