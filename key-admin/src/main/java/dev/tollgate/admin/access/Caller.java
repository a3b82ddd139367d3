package dev.tollgate.admin.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who calls. Looked up anew for each call, so that what was taken from somebody is gone with the next one.
 *
 * @param actor how the audit log names them, such as {@code user:usr_…}; never a secret
 * @param userId the user, if it is one
 * @param rights what they may do
 * @param accountId the only account that they know of; null for all
 */
public record Caller(
        String actor,
        @Nullable String userId,
        Set<Right> rights,
        @Nullable String accountId) {

    /** Who does what nobody has asked for: a start, a job. */
    private static final String NOBODY = "system";

    /** Whoever has the admin token. */
    public static final Caller ROOT = new Caller("admin-token", null, EnumSet.allOf(Right.class), null);

    /** Who calls now; null outside of a call, and where nobody has said who they are. */
    public static @Nullable Caller current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication instanceof KnownCaller known ? known.getPrincipal() : null;
    }

    /** How the audit log names who calls now, or what works by itself. */
    public static String currentActor() {
        Caller caller = current();
        return caller == null ? NOBODY : caller.actor();
    }

    /** Whether they may do that, if only in their own account. */
    public boolean may(Right right) {
        return rights.contains(right);
    }

    /** Whether they may do all that, and so let others do it: nobody gives what they do not have. */
    public boolean mayGive(Collection<Right> given) {
        return rights.containsAll(given);
    }
}
