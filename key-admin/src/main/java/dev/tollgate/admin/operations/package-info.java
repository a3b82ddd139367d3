/** How all of it runs, for those who run it. */
@NullMarked
package dev.tollgate.admin.operations;

import org.jspecify.annotations.NullMarked;
