/** The keys and plans that the gate knows: in-memory views of the topics api-keys and plans. */
@NullMarked
package dev.tollgate.auth.key;

import org.jspecify.annotations.NullMarked;
