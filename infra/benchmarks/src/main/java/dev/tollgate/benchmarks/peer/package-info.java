/** Servers to be compared with, each a program of its own: what a team would write that did not use Tollgate. */
@NullMarked
package dev.tollgate.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
