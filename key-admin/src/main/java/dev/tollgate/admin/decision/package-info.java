/** What became of single requests, read from the log of all that was decided. */
@NullMarked
package dev.tollgate.admin.decision;

import org.jspecify.annotations.NullMarked;
