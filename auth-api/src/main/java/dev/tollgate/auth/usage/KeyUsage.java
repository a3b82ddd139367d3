package dev.tollgate.auth.usage;

/**
 * What is known of one key's use.
 *
 * @param day its latest day with a record: days since 1970-01-01, UTC
 * @param version the position of the last batch that {@code admitted} counts
 * @param admitted the cost admitted on that day
 * @param lastUsedAtMs the latest request that the key authenticated, in milliseconds since 1970; 0 for none
 */
public record KeyUsage(int day, long version, long admitted, long lastUsedAtMs) {}
