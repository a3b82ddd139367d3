package dev.tollgate.admin.access;

import static dev.tollgate.admin.access.Right.ACCOUNTS_READ;
import static dev.tollgate.admin.access.Right.BILLING_READ;
import static dev.tollgate.admin.access.Right.BILLING_WRITE;
import static dev.tollgate.admin.access.Right.KEYS_READ;
import static dev.tollgate.admin.access.Right.KEYS_WRITE;
import static dev.tollgate.admin.access.Right.OWNERS_WRITE;
import static dev.tollgate.admin.access.Right.PLANS_READ;
import static dev.tollgate.admin.access.Right.USAGE_READ;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a person is to the company, and so which rights they have. */
public enum Role {
    OWNER(EnumSet.allOf(Right.class)),
    ADMIN(EnumSet.complementOf(EnumSet.of(OWNERS_WRITE))),
    BILLING(EnumSet.of(PLANS_READ, ACCOUNTS_READ, USAGE_READ, BILLING_READ, BILLING_WRITE)),
    VIEWER(EnumSet.of(PLANS_READ, ACCOUNTS_READ, KEYS_READ, USAGE_READ, BILLING_READ)),
    /** One of a customer's people: sees and manages the keys of one account, and knows of no other. */
    MEMBER(EnumSet.of(PLANS_READ, ACCOUNTS_READ, KEYS_READ, KEYS_WRITE, USAGE_READ, BILLING_READ));

    @SuppressWarnings("ImmutableEnumChecker") // nobody can change it: see the constructor
    private final Set<Right> rights;

    private final String word = name().toLowerCase(Locale.ROOT);

    Role(Set<Right> rights) {
        this.rights = Collections.unmodifiableSet(rights);
    }

    /** What those who have it may do; a member, only in their own account. */
    public Set<Right> rights() {
        return rights;
    }

    /** Its name in the API. */
    public String word() {
        return word;
    }

    /** The role of that name, which there must be. */
    public static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
