package dev.tollgate.auth.journal;

/** The journal has no room: the log has been away for too long. */
public final class JournalFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalFullException(long capacity) {
        super("The journal holds " + capacity + " events that Kafka has not taken, and has no room for more.");
    }
}
