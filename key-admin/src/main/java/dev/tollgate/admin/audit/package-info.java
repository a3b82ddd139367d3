/** Who did what to which object. */
@NullMarked
package dev.tollgate.admin.audit;

import org.jspecify.annotations.NullMarked;
