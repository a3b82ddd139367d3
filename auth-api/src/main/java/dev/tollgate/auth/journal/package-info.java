/** The gateway's buffer of decided requests between the answer and the log, and the identity that is born with it. */
@NullMarked
package dev.tollgate.auth.journal;

import org.jspecify.annotations.NullMarked;
