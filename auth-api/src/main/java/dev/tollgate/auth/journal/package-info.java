/** Decided requests on disk, between the answer and the log, and the identity that is born with them. */
@NullMarked
package dev.tollgate.auth.journal;

import org.jspecify.annotations.NullMarked;
