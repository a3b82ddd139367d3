package dev.tollgate.auth.http;

import dev.tollgate.auth.key.AddressRanges;
import java.time.Duration;

/**
 * What the operator says about the edge. Checked where it comes from.
 *
 * @param trustedProxies whose X-Forwarded headers are believed
 * @param cors which browsers' pages may ask
 * @param waitMax how long a request may wait for its allowance before it is refused with 503: a backstop, the gate
 *     itself gives up earlier
 */
public record EdgeSettings(AddressRanges trustedProxies, CorsOrigins cors, Duration waitMax) {}
