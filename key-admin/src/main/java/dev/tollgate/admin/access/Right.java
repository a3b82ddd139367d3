package dev.tollgate.admin.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do. Its word is a scope of admin API tokens. */
public enum Right {
    PLANS_READ,
    PLANS_WRITE,
    ACCOUNTS_READ,
    ACCOUNTS_WRITE,
    KEYS_READ,
    KEYS_WRITE,
    USAGE_READ,
    /** To see what accounts pay. */
    BILLING_READ,
    /** To change what accounts pay, but for the prices, which are the plans'. */
    BILLING_WRITE,
    AUDIT_READ,
    USERS_READ,
    USERS_WRITE,
    /** To make, change and remove those who have all rights. */
    OWNERS_WRITE,
    TOKENS_READ,
    TOKENS_WRITE,
    WEBHOOKS_READ,
    WEBHOOKS_WRITE,
    /** To see how all of it runs: every account, every gateway, and from where refused callers came. */
    OPERATIONS_READ,
    /** To have the gates told of everything again. */
    OUTBOX_WRITE;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', ':');

    /** Its name for people and in the API, such as {@code keys:read}. */
    public String word() {
        return word;
    }

    /** The right of that name. */
    public static Optional<Right> of(String word) {
        return Arrays.stream(values()).filter(right -> right.word.equals(word)).findFirst();
    }
}
