/** What many keys cost: memory, look-ups, and the start of a gateway that has to load them. */
@NullMarked
package dev.tollgate.benchmarks.keys;

import org.jspecify.annotations.NullMarked;
