/** Tells others what happens, after the Standard Webhooks specification. */
@NullMarked
package dev.tollgate.admin.webhook;

import org.jspecify.annotations.NullMarked;
