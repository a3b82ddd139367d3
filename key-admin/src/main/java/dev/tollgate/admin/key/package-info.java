/** API keys from their making to their revocation, and what the gates are told of them. */
@NullMarked
package dev.tollgate.admin.key;

import org.jspecify.annotations.NullMarked;
