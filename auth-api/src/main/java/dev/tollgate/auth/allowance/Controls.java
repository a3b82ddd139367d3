package dev.tollgate.auth.allowance;

import dev.tollgate.contracts.v1.Claim;

/** Where claims go: to the ledger, in the same partition as the events, ahead of those that wait to be sent. */
public interface Controls {
    /**
     * Sends a claim as soon as it can be. One that has not left yet is replaced by a newer one of its subject and day,
     * and dropped when its epoch is over.
     */
    void claim(int partition, long epoch, Claim claim);

    /** Ends all epochs up to {@code upTo}, once every event that they have journaled is in the log. */
    void fence(long upTo);
}
