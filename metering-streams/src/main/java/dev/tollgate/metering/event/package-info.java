/** Usage as events for others to read. */
@NullMarked
package dev.tollgate.metering.event;

import org.jspecify.annotations.NullMarked;
