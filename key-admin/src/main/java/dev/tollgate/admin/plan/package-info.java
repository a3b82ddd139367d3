/** Plans: what an account may do in a day, and how fast. */
@NullMarked
package dev.tollgate.admin.plan;

import org.jspecify.annotations.NullMarked;
