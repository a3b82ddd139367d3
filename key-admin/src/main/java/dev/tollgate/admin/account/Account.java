package dev.tollgate.admin.account;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account, as the API shows it.
 *
 * @param id its id
 * @param name for a person
 * @param plan the id of its plan
 * @param planSince the UTC day on which it came to that
 * @param state {@code active}, {@code suspended} or {@code deleted}
 * @param dailyLimitOverride what stands, or stood, in the place of the plan's daily limit; null for nothing
 * @param shadow whether the gates note what they would refuse, and let it through
 * @param createdAt when it was made
 * @param revision grows by one with each change; shown as its ETag
 */
public record Account(
        String id,
        String name,
        String plan,
        @JsonIgnore LocalDate planSince,
        String state,
        @Nullable LimitOverride dailyLimitOverride,
        boolean shadow,
        Instant createdAt,
        @JsonIgnore long revision) {

    static final String ACTIVE = "active";
    static final String SUSPENDED = "suspended";
    static final String DELETED = "deleted";

    /** Whether it is gone, and only its past is kept. */
    @JsonIgnore
    public boolean isDeleted() {
        return state.equals(DELETED);
    }

    Account withState(String newState) {
        return new Account(id, name, plan, planSince, newState, dailyLimitOverride, shadow, createdAt, revision);
    }

    Account withPlan(String newPlan) {
        return new Account(id, name, newPlan, planSince, state, dailyLimitOverride, shadow, createdAt, revision);
    }

    Account cameToItsPlan(LocalDate day) {
        return new Account(id, name, plan, day, state, dailyLimitOverride, shadow, createdAt, revision);
    }

    Account nextRevision() {
        return new Account(id, name, plan, planSince, state, dailyLimitOverride, shadow, createdAt, revision + 1);
    }

    Map<String, Object> terms() {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("name", name);
        terms.put("plan", plan);
        terms.put("state", state);
        terms.put("daily_limit_override", dailyLimitOverride == null ? null : dailyLimitOverride.toString());
        terms.put("shadow", shadow);
        return terms;
    }
}
