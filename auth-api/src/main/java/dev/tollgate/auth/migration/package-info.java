/** Keys that only the system which Tollgate replaces can check: taken over when they are first used. */
@NullMarked
package dev.tollgate.auth.migration;

import org.jspecify.annotations.NullMarked;
