package dev.tollgate.admin.webhook;

import java.util.Arrays;
import java.util.Locale;

/** What others can be told of. */
public enum EventType {
    /** An invoice is final. */
    INVOICE_FINALISED,
    /** A key will end by itself soon. */
    KEY_EXPIRING,
    /** A key was found in public. */
    KEY_LEAKED,
    /** A key was not used for long. */
    KEY_UNUSED,
    /** A key is used far more than it usually is. */
    KEY_UNUSUAL,
    /** Usage is not counted any more as it comes. */
    METERING_BEHIND,
    /** It is again. */
    METERING_RECOVERED,
    /** So much of a day's quota is used. */
    QUOTA_REACHED,
    /** What an account owes for its period has reached what somebody has set. */
    SPEND_REACHED,
    /** Somebody wants to see whether a webhook works. */
    WEBHOOK_TEST;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '.');

    /** Its name for receivers, such as {@code key.leaked}. */
    public String word() {
        return word;
    }

    static boolean isWord(String text) {
        return Arrays.stream(values()).anyMatch(type -> type.word.equals(text));
    }
}
