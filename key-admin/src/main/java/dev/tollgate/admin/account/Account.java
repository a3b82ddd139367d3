package dev.tollgate.admin.account;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Map;

/**
 * An account, as the API shows it.
 *
 * @param id its id
 * @param name for a person
 * @param plan the id of its plan
 * @param state {@code active}, {@code suspended} or {@code deleted}
 * @param createdAt when it was made
 */
public record Account(String id, String name, String plan, String state, Instant createdAt) {
    static final String ACTIVE = "active";
    static final String SUSPENDED = "suspended";
    static final String DELETED = "deleted";

    /** Whether it is gone, and only its past is kept. */
    @JsonIgnore
    public boolean isDeleted() {
        return state.equals(DELETED);
    }

    Map<String, Object> terms() {
        return Map.of("name", name, "plan", plan, "state", state);
    }
}
