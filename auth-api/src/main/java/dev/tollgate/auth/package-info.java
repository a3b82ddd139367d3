/** auth-api put together: its settings and its wiring. The rules are in the packages below. */
@NullMarked
package dev.tollgate.auth;

import org.jspecify.annotations.NullMarked;
