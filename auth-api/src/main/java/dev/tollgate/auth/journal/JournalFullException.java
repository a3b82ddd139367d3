package dev.tollgate.auth.journal;

/** The journal has no room: the log has been away for too long, or the disk is full. */
public final class JournalFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalFullException(long sizeBytes) {
        super("The journal holds " + sizeBytes + " bytes that Kafka has not taken, and has no room for more.");
    }
}
