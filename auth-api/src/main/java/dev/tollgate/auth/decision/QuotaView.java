package dev.tollgate.auth.decision;

/**
 * A subject's quota as this gateway knows it.
 *
 * @param limit cost per day
 * @param remaining the limit less all usage known here; never below 0, never rising within a day under one limit
 * @param resetAtSeconds when the next day begins, in seconds since 1970
 */
public record QuotaView(long limit, long remaining, long resetAtSeconds) {}
