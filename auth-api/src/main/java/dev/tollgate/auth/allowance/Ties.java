package dev.tollgate.auth.allowance;

import java.util.function.BooleanSupplier;

/**
 * What ties an allowance to the rest.
 *
 * @param controls where its claims go
 * @param held whether its run still goes on and its lease is not over; asked at the last moment before what was taken is
 *     journaled
 * @param metrics where it counts
 */
record Ties(Controls controls, BooleanSupplier held, AllowanceMetrics metrics) {}
