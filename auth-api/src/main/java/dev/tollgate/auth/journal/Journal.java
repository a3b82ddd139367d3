package dev.tollgate.auth.journal;

import dev.tollgate.contracts.EventFacts;
import dev.tollgate.contracts.RequestEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decided requests on their way to the log, on disk. Three positions, each at or behind the one before: appended (many
 * threads), read and acknowledged (one publisher). What lies between acknowledged and appended is owed to the log; after
 * the process has died, by the next one.
 *
 * <p>Positions ascend, and none is used twice in a gateway's life. They are not contiguous.
 *
 * <p>The journal is a row of segments. While the log is away the row gets longer, up to a given size; then nothing more is
 * taken, and nothing is forgotten.
 */
public final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** Always valid: what is journaled with this does not depend on an allowance. */
    public static final BooleanSupplier UNCONDITIONALLY = () -> true;

    /** While no other segment can be had, requests are refused before the last one is quite full. */
    private static final int RESERVE_WORDS = 32 * EventCodec.BYTES_MAX / Segment.WORD;

    private static final ThreadLocal<Frame> FRAMES = ThreadLocal.withInitial(Frame::new);

    private final SegmentStore store;
    private final int segmentsMax;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    /** The first position of this run. What lies before it was written by processes that may have died over it. */
    private final long start;

    private final Object rolling = new Object();
    private final AtomicLong appended;
    private volatile Segment active;
    private volatile @Nullable Segment next;
    private volatile boolean full;
    private long forced;

    private volatile long read;
    private volatile long acknowledged;
    private final EventReader reader;
    private long replayedUpTo;
    private final ArrayDeque<Chunk> unacknowledged = new ArrayDeque<>();

    private final LongAdder appendedEvents = new LongAdder();
    private final LongAdder replayedEvents = new LongAdder();
    private final LongAdder acknowledgedEvents = new LongAdder();

    /** Events that were read together, and the position after them. */
    private record Chunk(long end, int events) {}

    /**
     * Opens the journal that lies in {@code store}.
     *
     * @param sizeMax how many bytes its segments may have in all; at least two segments
     * @throws IOException if it cannot be read, or has no room for its first segment
     */
    public Journal(SegmentStore store, long sizeMax) throws IOException {
        this.store = store;
        this.segmentsMax = (int) Math.max(2, sizeMax / store.segmentBytes());
        this.start = store.reserved();
        // One that cannot be was damaged: what is sent again for that is dropped by the ledger.
        long safe = store.acknowledged() > start ? 0 : store.acknowledged();
        openFormerSegments(safe);
        this.active = new Segment(start, store.create());
        segments.put(start, active);
        this.appended = new AtomicLong(start);
        this.forced = start;
        Segment first = segments.firstEntry().getValue();
        this.reader = new EventReader(first, start);
        this.acknowledged = Math.max(safe, first.base());
        this.replayedUpTo = acknowledged;
        rewind();
    }

    private void openFormerSegments(long safe) throws IOException {
        for (long base : store.bases()) {
            Segment segment = new Segment(base, store.open(base));
            if (segment.end() <= safe || segment.end() == base) {
                store.delete(base);
            } else {
                segments.put(base, segment);
            }
        }
    }

    /**
     * Takes an event before its answer leaves. Holds no lock, but where a segment ends and the next one is not there yet.
     *
     * @param stands asked at the last moment, when all is written: if it says no, the event is not taken
     * @return whether it was taken
     * @throws JournalFullException if nothing more can be taken; the request must not be admitted
     */
    public boolean append(EventFacts event, BooleanSupplier stands) {
        Frame frame = FRAMES.get();
        Segment encodedFor = null;
        while (true) {
            long position = appended.get();
            Segment segment = writable(position);
            if (segment == null) {
                continue;
            }
            if (segment != encodedFor) {
                frame.encode(event, segment);
                encodedFor = segment;
            }
            int words = Segment.words(frame.length);
            if (!segment.hasRoom(position, words)) {
                rollFrom(segment);
            } else if (appended.compareAndSet(position, position + words)) {
                return write(event, segment, position, frame, stands);
            }
        }
    }

    private boolean write(EventFacts event, Segment segment, long position, Frame frame, BooleanSupplier stands) {
        int length = frame.length;
        boolean taken = false;
        try {
            segment.write(position, frame);
            taken = stands.getAsBoolean();
        } finally {
            // Whatever happened: nobody can read on before this is one or the other.
            if (taken) {
                segment.complete(position, length);
                EventCodec.written(event, segment, position);
                appendedEvents.increment();
            } else {
                segment.cancel(position, length);
            }
        }
        return taken;
    }

    /** The segment that {@code position} is in, or ends; null if another thread is just changing that. */
    private @Nullable Segment writable(long position) {
        Segment current = active;
        if (position >= current.base() && position <= current.end()) {
            return current;
        }
        Segment following = next;
        return following != null && following.contains(position) ? following : null;
    }

    /** Goes on in the next segment, if {@code segment} is still the one that is written to. */
    private void rollFrom(Segment segment) {
        if (active == segment && next == null && !full) {
            prepareNext();
        }
        synchronized (rolling) {
            if (active != segment) {
                return;
            }
            Segment following = next;
            if (following == null) {
                throw new JournalFullException(sizeBytes());
            }
            // From here on everybody writes to the next one: what was taken of this one before is all that it has.
            long last = appended.getAndSet(following.base());
            if (last < segment.end()) {
                segment.end(last);
            }
            active = following;
            next = null;
        }
    }

    /** Whether an event would be refused now. May be otherwise the moment after. */
    public boolean isFull() {
        return full && !active.hasRoom(appended.get(), RESERVE_WORDS);
    }

    /** Whether no further segment could be had at the last try. */
    boolean isShortOfRoom() {
        return full;
    }

    /** The position that the next event gets, or one before it. */
    public long appended() {
        return appended.get();
    }

    /** The position of the next event to read, or one before it. */
    public long read() {
        return read;
    }

    /** All before this position is in the log. */
    public long acknowledged() {
        return acknowledged;
    }

    /**
     * Reads on, up to {@code max} events in the order of their positions. Fewer, or none, if no more are complete.
     *
     * @throws IllegalStateException if there is an event that this version cannot read
     */
    public List<RequestEvent> readNext(int max) {
        List<RequestEvent> events = new ArrayList<>();
        long position = read;
        try {
            while (events.size() < max && (reader.segment().contains(position) || goOnReading())) {
                position = Math.max(position, reader.segment().base());
                long after = reader.isFormer() ? readFormer(position, events) : readOwn(position, events);
                if (after == position) {
                    break;
                }
                position = after;
            }
        } finally {
            if (!events.isEmpty()) {
                unacknowledged.add(new Chunk(position, events.size()));
            }
            read = position;
        }
        return events;
    }

    /** Turns to the next segment, if there is one that is or was written to. */
    private boolean goOnReading() {
        Map.Entry<Long, Segment> following =
                segments.higherEntry(reader.segment().base());
        if (following == null || following.getKey() > appended.get()) {
            return false;
        }
        reader.turnTo(following.getValue());
        return true;
    }

    /** Reads one event of this run, if it is complete; returns the position behind. */
    private long readOwn(long position, List<RequestEvent> into) {
        int length = reader.segment().length(position);
        if (length == Segment.UNWRITTEN) {
            return position;
        }
        if (Segment.isEnd(length)) {
            return reader.segment().end();
        }
        if (length > 0) {
            RequestEvent event = reader.read(position);
            if (event == null) {
                throw new IllegalStateException("The journal's record " + position + " refers to none.");
            }
            into.add(event);
        }
        return position + Segment.words(Math.abs(length));
    }

    /** Reads one event of an earlier run, or passes over a word that is not part of one. */
    private long readFormer(long position, List<RequestEvent> into) {
        RequestEvent event = reader.read(position);
        if (event == null) {
            // A thread died before it was done, or the machine. What is behind may be whole.
            return position + 1;
        }
        into.add(event);
        if (position >= replayedUpTo) {
            replayedUpTo = position + 1;
            replayedEvents.increment();
        }
        return position + Segment.words(reader.length());
    }

    /** Says that all before {@code position}, to which was read, is in the log. */
    public void acknowledge(long position) {
        while (!unacknowledged.isEmpty() && unacknowledged.getFirst().end() <= position) {
            acknowledgedEvents.add(unacknowledged.removeFirst().events());
        }
        store.acknowledge(position);
        acknowledged = position;
    }

    /** Reads from the acknowledged position again: what was sent since is to be sent once more. */
    public void rewind() {
        unacknowledged.clear();
        read = acknowledged;
        Map.Entry<Long, Segment> from = segments.floorEntry(acknowledged);
        reader.turnTo(from != null ? from.getValue() : segments.firstEntry().getValue());
    }

    /**
     * Sees to it that the next segment is there before it is needed, and that what is acknowledged takes no room. To be
     * called often, by one thread.
     */
    public void tend() {
        deleteAcknowledged();
        if (next == null && (full || isHalfUsed())) {
            prepareNext();
        }
    }

    private boolean isHalfUsed() {
        return !active.hasRoom(appended.get(), store.segmentBytes() / Segment.WORD / 2);
    }

    private void deleteAcknowledged() {
        for (Segment segment : segments.headMap(active.base()).values()) {
            if (segment.end() > acknowledged) {
                return;
            }
            try {
                store.delete(segment.base());
            } catch (IOException e) {
                log.error("A segment of the journal that is no longer needed cannot be deleted. It is tried again.", e);
                return;
            }
            segments.remove(segment.base());
        }
    }

    private synchronized void prepareNext() {
        if (next != null) {
            return;
        }
        if (segments.size() >= segmentsMax) {
            becomeFull("it has the size that it may have");
            return;
        }
        try {
            long base = store.reserved();
            Segment prepared = new Segment(base, store.create());
            segments.put(base, prepared);
            next = prepared;
        } catch (IOException e) {
            becomeFull(e.toString());
            return;
        }
        if (full) {
            full = false;
            log.info("The journal has room again.");
        }
    }

    private void becomeFull(String why) {
        if (!full) {
            full = true;
            log.error(
                    "The journal gets no further segment: {}. What it holds is kept. When its last segment is used up,"
                            + " requests are refused with 503 until Kafka has taken some of it.",
                    why);
        }
    }

    /**
     * Brings what has been appended to the disk, against a power loss. To be called by the thread that tends it.
     *
     * @throws IOException if the disk does not take it; what was appended since the last time is not safe then
     */
    public void force() throws IOException {
        long to = appended.get();
        for (Segment segment : segments.values()) {
            long from = Math.max(forced, segment.base());
            long until = Math.min(to, segment.end());
            if (from < until) {
                store.force(segment.base(), segment.index(from), segment.index(until) - segment.index(from));
            }
        }
        forced = to;
    }

    /** Events of this process that were taken. */
    public long appendedEvents() {
        return appendedEvents.sum();
    }

    /** Events of earlier processes that have been read. */
    public long replayedEvents() {
        return replayedEvents.sum();
    }

    /** Events of both that are in the log. */
    public long acknowledgedEvents() {
        return acknowledgedEvents.sum();
    }

    /** Bytes between what is acknowledged and what is appended. */
    public long unacknowledgedBytes() {
        return (appended.get() - acknowledged) * Segment.WORD;
    }

    /** Bytes that the segments take on disk. */
    public long sizeBytes() {
        return segments.size() * (long) store.segmentBytes();
    }
}
