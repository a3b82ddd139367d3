/** What the parts cost by themselves, by JMH: a decision, an event in the journal, a batch, and the ledger. */
@NullMarked
package dev.tollgate.benchmarks.core;

import org.jspecify.annotations.NullMarked;
