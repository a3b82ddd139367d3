/** Who calls, and what they may do: checked at the door, before a handler sees a request. */
@NullMarked
package dev.tollgate.admin.access;

import org.jspecify.annotations.NullMarked;
