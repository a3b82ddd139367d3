package dev.tollgate.chaos.cluster;

import java.io.Serial;

/** A run cannot go on. The message is one plain sentence for the person who reads it. */
public final class ClusterException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ClusterException(String sentence) {
        super(sentence);
    }

    public ClusterException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
