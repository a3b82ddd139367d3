/** Callers that never retry, and what they were answered. */
@NullMarked
package dev.tollgate.chaos.load;

import org.jspecify.annotations.NullMarked;
