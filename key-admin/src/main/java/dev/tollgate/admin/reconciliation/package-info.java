/** Whether the books agree: what the log says, what the tables say, and what was billed. */
@NullMarked
package dev.tollgate.admin.reconciliation;

import org.jspecify.annotations.NullMarked;
