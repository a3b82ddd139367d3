package dev.tollgate.admin.imports;

/**
 * A row that is no key, and never repeats what stands in it.
 *
 * @param row its line, from 1
 * @param why what to do about it
 */
record RefusedRow(long row, String why) {}
