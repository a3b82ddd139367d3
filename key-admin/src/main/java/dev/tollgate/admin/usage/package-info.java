/** The read model of usage: what usage-daily says, in tables that can be asked. */
@NullMarked
package dev.tollgate.admin.usage;

import org.jspecify.annotations.NullMarked;
