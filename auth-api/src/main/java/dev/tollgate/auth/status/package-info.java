/** What a gateway tells of itself, for people. */
@NullMarked
package dev.tollgate.auth.status;

import org.jspecify.annotations.NullMarked;
