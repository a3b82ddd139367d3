/** What was measured, beside its peer and its goal: a table for a person, a file for a program. */
@NullMarked
package dev.tollgate.benchmarks.report;

import org.jspecify.annotations.NullMarked;
