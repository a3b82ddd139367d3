/** Usage that is reported afterwards, by the services behind the gate: tokens, bytes, costs. */
@NullMarked
package dev.tollgate.auth.report;

import org.jspecify.annotations.NullMarked;
