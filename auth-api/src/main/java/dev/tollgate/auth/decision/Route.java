package dev.tollgate.auth.decision;

import dev.tollgate.contracts.RouteName;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param routeName from a bounded set, for metering
 * @param scope what the key must be allowed; null for nothing
 * @param cost what the request counts if admitted; 0 for free
 */
public record Route(RouteName routeName, @Nullable String scope, long cost) {
    /** One whose name has not been used yet. */
    public Route(String name, @Nullable String scope, long cost) {
        this(new RouteName(name), scope, cost);
    }

    /** Its name as text. */
    public String name() {
        return routeName.text();
    }
}
