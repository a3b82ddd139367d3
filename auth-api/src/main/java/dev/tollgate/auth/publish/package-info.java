/** Carries the journal and the claims to the log, in batches, each partition in order. */
@NullMarked
package dev.tollgate.auth.publish;

import org.jspecify.annotations.NullMarked;
