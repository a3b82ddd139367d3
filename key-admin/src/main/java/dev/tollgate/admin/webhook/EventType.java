package dev.tollgate.admin.webhook;

import java.util.Arrays;
import java.util.Locale;

/** What others can be told of. */
public enum EventType {
    /** An invoice is final. */
    INVOICE_FINALISED,
    /** A key was found in public. */
    KEY_LEAKED,
    /** Half, four fifths, or all of a day's quota is used. */
    QUOTA_REACHED,
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
