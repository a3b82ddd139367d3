/** How topics are read. */
@NullMarked
package dev.tollgate.admin.topics;

import org.jspecify.annotations.NullMarked;
