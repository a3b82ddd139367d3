/**
 * The gateway's side of the allowance protocol: parts of a day's quota, lent by the ledger, admitted against without
 * asking anyone.
 *
 * <p>The rules are pure but for a clock; what they say to the ledger goes through {@link
 * dev.tollgate.auth.allowance.Controls}.
 */
@NullMarked
package dev.tollgate.auth.allowance;

import org.jspecify.annotations.NullMarked;
