/** A Tollgate of real processes that are hurt at random, and books that must agree afterwards. */
@NullMarked
package dev.tollgate.chaos;

import org.jspecify.annotations.NullMarked;
