/** Whether the books agree. */
@NullMarked
package dev.tollgate.chaos.audit;

import org.jspecify.annotations.NullMarked;
