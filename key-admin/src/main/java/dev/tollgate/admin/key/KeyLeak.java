package dev.tollgate.admin.key;

import java.time.Instant;

/**
 * That a key was found where anybody can read it.
 *
 * @param at when it was told
 * @param url where; empty if that was not told
 */
record KeyLeak(Instant at, String url) {}
