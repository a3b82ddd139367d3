/** What an event costs from the gate's journal through Kafka and the ledger to what gateways and people read. */
@NullMarked
package dev.tollgate.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
