/** What a request costs at the gate, and at others that do the same job. */
@NullMarked
package dev.tollgate.benchmarks.gate;

import org.jspecify.annotations.NullMarked;
