/**
 * The ledger: who has used and who holds how much of each quota. A pure fold of one partition of request-events, so that
 * processing it again gives the same grants.
 *
 * <p>No wall clock, no second input, no randomness, sorted iteration: whoever adds one of these breaks the quotas.
 */
@NullMarked
package dev.tollgate.metering.ledger;

import org.jspecify.annotations.NullMarked;
