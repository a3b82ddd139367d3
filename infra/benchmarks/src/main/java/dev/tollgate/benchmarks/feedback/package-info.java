/** What gateways and the ledger say to each other for a quota, by their own rules, without a broker between them. */
@NullMarked
package dev.tollgate.benchmarks.feedback;

import org.jspecify.annotations.NullMarked;
