/** A word when something is about to happen. */
@NullMarked
package dev.tollgate.admin.alert;

import org.jspecify.annotations.NullMarked;
