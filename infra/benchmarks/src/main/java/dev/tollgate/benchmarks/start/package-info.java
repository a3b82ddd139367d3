/** How long it takes until everything in one process answers. */
@NullMarked
package dev.tollgate.benchmarks.start;

import org.jspecify.annotations.NullMarked;
