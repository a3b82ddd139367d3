/** Processes of this machine, what they cost, and the load that is sent to them. */
@NullMarked
package dev.tollgate.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
