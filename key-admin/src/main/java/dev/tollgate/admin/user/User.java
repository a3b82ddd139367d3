package dev.tollgate.admin.user;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person, as the API shows them.
 *
 * @param id their id
 * @param email what they sign in by, in lower case
 * @param name for other people
 * @param role what they may do
 * @param accountId the only account that they know of: a member's
 * @param state {@code active} or {@code disabled}
 * @param hasPassword whether they have chosen one
 * @param createdAt when they were made known
 * @param signedInAt when they last signed in; null for never
 */
public record User(
        String id,
        String email,
        String name,
        String role,
        @Nullable String accountId,
        String state,
        boolean hasPassword,
        Instant createdAt,
        @Nullable Instant signedInAt) {

    static final String ACTIVE = "active";
    static final String DISABLED = "disabled";

    /** Whether they may sign in. */
    @JsonIgnore
    public boolean isActive() {
        return state.equals(ACTIVE);
    }

    /** Whether they are an owner who has been in, and may come again: one who was only invited may never come. */
    @JsonIgnore
    boolean isActiveOwner() {
        return isActive() && roleOf() == Role.OWNER && signedInAt != null;
    }

    Role roleOf() {
        return Role.of(role);
    }

    /** Them, when they call. */
    public Caller caller() {
        return new Caller("user:" + id, id, roleOf().rights(), accountId);
    }

    /** What they are, for the audit log. */
    Map<String, Object> terms() {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("email", email);
        terms.put("name", name);
        terms.put("role", role);
        terms.put("account_id", accountId);
        terms.put("state", state);
        return terms;
    }
}
