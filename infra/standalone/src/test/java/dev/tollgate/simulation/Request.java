package dev.tollgate.simulation;

import dev.tollgate.auth.decision.Decision;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request on its way to an answer, or to its process's end. */
final class Request {
    final Customer customer;
    final int key;
    final long cost;
    final long arrivedAtMicros;
    /** The latest policy that its gateway had heard of when it arrived. */
    final int policy;

    private final Consumer<@Nullable Decision> ended;
    /** Whether its admission is in the books. */
    boolean booked;

    private boolean over;

    /** @param ended is told the decision; null if the process died before there was an answer */
    Request(
            Customer customer,
            int key,
            long cost,
            long arrivedAtMicros,
            int policy,
            Consumer<@Nullable Decision> ended) {
        this.customer = customer;
        this.key = key;
        this.cost = cost;
        this.arrivedAtMicros = arrivedAtMicros;
        this.policy = policy;
        this.ended = ended;
    }

    void end(@Nullable Decision decision) {
        if (over) {
            throw new IllegalStateException("A request was answered twice.");
        }
        over = true;
        ended.accept(decision);
    }

    @Override
    public String toString() {
        return customer.id + " key " + key + " cost " + cost + " arrived " + arrivedAtMicros;
    }
}
