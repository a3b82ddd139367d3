/** Keys that were found where anybody can read them, told by those who look for such. */
@NullMarked
package dev.tollgate.admin.leak;

import org.jspecify.annotations.NullMarked;
