package dev.tollgate.auth.decision;

import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param name from a bounded set, for metering
 * @param scope what the key must be allowed; null for nothing
 * @param cost what the request counts if admitted; 0 for free
 */
public record Route(String name, @Nullable String scope, long cost) {}
