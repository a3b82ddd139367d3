package dev.tollgate.auth.journal;

import dev.tollgate.contracts.RequestEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;

/**
 * A journal in memory: a ring of events. It rides out minutes without Kafka, and an orderly stop loses nothing; a killed
 * process loses what had not been sent.
 */
public final class MemoryJournal implements Journal {
    /** Positions that one run of the process can use. */
    private static final int POSITION_BITS_PER_RUN = 40;

    private final AtomicReferenceArray<RequestEvent> ring;
    private final int mask;
    private final AtomicLong appended;
    private volatile long acknowledged;
    private volatile long read;

    /**
     * @param capacityBits the binary logarithm of how many events it can hold
     * @param epoch the run of the gateway that opens it; keeps its positions apart from those of earlier runs
     */
    public MemoryJournal(int capacityBits, long epoch) {
        ring = new AtomicReferenceArray<>(1 << capacityBits);
        mask = ring.length() - 1;
        long start = epoch << POSITION_BITS_PER_RUN;
        appended = new AtomicLong(start);
        acknowledged = start;
        read = start;
    }

    @Override
    public void append(LongFunction<RequestEvent> eventAt) {
        long position = nextPosition();
        ring.setRelease(slot(position), eventAt.apply(position));
    }

    @Override
    public boolean isFull() {
        return isBeyondTheRing(appended.get());
    }

    @Override
    public long appended() {
        return appended.get();
    }

    @Override
    public long read() {
        return read;
    }

    @Override
    public long acknowledged() {
        return acknowledged;
    }

    @Override
    public List<RequestEvent> readNext(int max) {
        long from = read;
        long to = Math.min(appended.get(), from + max);
        List<RequestEvent> events = new ArrayList<>((int) (to - from));
        for (long position = from; position < to; position++) {
            RequestEvent event = ring.getAcquire(slot(position));
            if (event == null) {
                // Its thread has the position, but has not put the event there yet.
                break;
            }
            events.add(event);
        }
        read = from + events.size();
        return events;
    }

    @Override
    public void acknowledge(long position) {
        for (long p = acknowledged; p < position; p++) {
            ring.setRelease(slot(p), null);
        }
        // Only now may an appender use the slots again.
        acknowledged = position;
    }

    @Override
    public void rewind() {
        read = acknowledged;
    }

    private long nextPosition() {
        while (true) {
            long position = appended.get();
            if (isBeyondTheRing(position)) {
                throw new JournalFullException(ring.length());
            }
            if (appended.compareAndSet(position, position + 1)) {
                return position;
            }
        }
    }

    /** Whether a position's slot still holds an event that is not acknowledged. */
    private boolean isBeyondTheRing(long position) {
        return position - acknowledged >= ring.length();
    }

    private int slot(long position) {
        return (int) position & mask;
    }
}
