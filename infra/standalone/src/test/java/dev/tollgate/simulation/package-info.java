/**
 * The allowance protocol under seeded schedules: the product's own gateways, publishers and ledgers, with a clock, a log and
 * a network that the test owns.
 */
@NullMarked
package dev.tollgate.simulation;

import org.jspecify.annotations.NullMarked;
