/** The servers of a run, each a process of its own, and what can be done to them. */
@NullMarked
package dev.tollgate.chaos.cluster;

import org.jspecify.annotations.NullMarked;
