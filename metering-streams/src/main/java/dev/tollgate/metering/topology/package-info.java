/** How the folds are joined to the topics: sources, stores, sinks and the small processors between them. */
@NullMarked
package dev.tollgate.metering.topology;

import org.jspecify.annotations.NullMarked;
