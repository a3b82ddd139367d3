/** Who calls, by which terms, made over key-admin's own API. */
@NullMarked
package dev.tollgate.chaos.customer;

import org.jspecify.annotations.NullMarked;
