/** Work that is done again and again. */
@NullMarked
package dev.tollgate.admin.recurring;

import org.jspecify.annotations.NullMarked;
