package dev.tollgate.auth.key;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All plans by their id: an in-memory view of the topic plans. */
public final class PlanDirectory {
    private final ConcurrentHashMap<String, Plan> plans = new ConcurrentHashMap<>();

    /** The plan with that id; null if it is not known (yet). */
    public @Nullable Plan find(String id) {
        return plans.get(id);
    }

    /** Takes a plan's newest version, unless a newer one is known. */
    public void put(Plan plan) {
        plans.merge(plan.id(), plan, (known, given) -> given.version() >= known.version() ? given : known);
    }

    /** Forgets a plan. */
    public void remove(String id) {
        plans.remove(id);
    }
}
