/** Keeps in-memory views level with their topics, whatever the broker does. Nothing here is asked by a request. */
@NullMarked
package dev.tollgate.auth.follow;

import org.jspecify.annotations.NullMarked;
