package dev.tollgate.auth.journal;

import dev.tollgate.contracts.RequestEvent;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Decided requests on their way to the log. Three positions, each at or behind the one before: appended (many threads),
 * read and acknowledged (one publisher). What lies between acknowledged and appended is owed to the log.
 *
 * <p>Positions are never used twice in a gateway's life.
 */
public interface Journal {
    /**
     * Takes an event before its answer leaves. Holds no lock.
     *
     * @param eventAt makes the event for the position it gets
     * @throws JournalFullException if nothing more can be taken; the request must not be admitted
     */
    void append(LongFunction<RequestEvent> eventAt);

    /** Whether an event would be refused now. May be otherwise the moment after. */
    boolean isFull();

    /** The position that the next event gets. */
    long appended();

    /** The position of the next event to read. */
    long read();

    /** All before this position is in the log. */
    long acknowledged();

    /** Reads on, up to {@code max} events in the order of their positions. Fewer, or none, if no more are complete. */
    List<RequestEvent> readNext(int max);

    /** Says that all before {@code position} is in the log, so that its room can be used again. */
    void acknowledge(long position);

    /** Reads from the acknowledged position again: what was sent since is to be sent once more. */
    void rewind();
}
