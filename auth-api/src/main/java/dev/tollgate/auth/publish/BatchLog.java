package dev.tollgate.auth.publish;

import dev.tollgate.contracts.v1.RequestBatch;
import org.jspecify.annotations.Nullable;

/** The log, as the publisher sees it. */
public interface BatchLog {
    /**
     * Sends a batch behind all that were sent to its partition before, or not at all.
     *
     * @param sent is told once: null when the batch is in the log, or why it is not and never will be
     */
    void send(int partition, RequestBatch batch, Sent sent);

    /** Forgets what is under way and begins anew; what was not told to be in the log has to be sent again. */
    void reopen();

    /** What became of a batch. Called on another thread. */
    interface Sent {
        void done(@Nullable Exception failure);
    }
}
