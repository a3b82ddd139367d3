/** What each key did on each day, as absolute totals. */
@NullMarked
package dev.tollgate.metering.usage;

import org.jspecify.annotations.NullMarked;
