/** POSTs that may be repeated: what is asked twice under one Idempotency-Key is done once and answered twice. */
@NullMarked
package dev.tollgate.admin.idempotency;

import org.jspecify.annotations.NullMarked;
