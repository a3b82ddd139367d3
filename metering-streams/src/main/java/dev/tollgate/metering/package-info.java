/** The application: settings, start and health of the topology. */
@NullMarked
package dev.tollgate.metering;

import org.jspecify.annotations.NullMarked;
