package dev.tollgate.auth.journal;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RouteName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads events out of one segment after the other, with what they refer to. Not for use by several threads. */
final class EventReader implements EventCodec.Places {
    private static final int CALLERS_MAX = 1 << 16;
    private static final int ROUTES_MAX = 1 << 12;

    private final ByBytes<Caller> callers = new ByBytes<>(CALLERS_MAX);
    private final ByBytes<RouteName> routes = new ByBytes<>(ROUTES_MAX);
    private final Map<Integer, Caller> callersByWord = new HashMap<>();
    private final Map<Integer, RouteName> routesByWord = new HashMap<>();
    private final Frame frame = new Frame();
    private final long start;
    private Segment segment;
    private int word;

    /** @param start the first position of this run */
    EventReader(Segment segment, long start) {
        this.segment = segment;
        this.start = start;
    }

    /** Goes on in another segment. */
    void turnTo(Segment other) {
        segment = other;
        callersByWord.clear();
        routesByWord.clear();
    }

    Segment segment() {
        return segment;
    }

    /** Whether the segment is of an earlier run, so that any part of it may not have reached the disk. */
    boolean isFormer() {
        return segment.base() < start;
    }

    /** Reads the record there. Of an earlier run, its checksum is asked; what of this one has a length is whole. */
    private boolean load(long position, Frame into) {
        if (isFormer()) {
            return segment.readIfWhole(position, into);
        }
        int length = segment.length(position);
        if (length > 0) {
            segment.read(position, length, into);
        }
        return length > 0;
    }

    /** The length of the whole record that {@link #read} has just read. */
    int length() {
        return frame.length;
    }

    /** The event at {@code position}; null if no whole record is there, or one that refers to none. */
    @Nullable
    RequestEvent read(long position) {
        if (!load(position, frame)) {
            frame.length = 0;
            return null;
        }
        word = segment.word(position);
        return EventCodec.decode(frame.bytes, Frame.PAYLOAD_AT, position, this);
    }

    @Override
    public @Nullable Caller callerAt(int at) {
        return at(at, callersByWord);
    }

    @Override
    public @Nullable RouteName routeAt(int at) {
        return at(at, routesByWord);
    }

    private <T> @Nullable T at(int at, Map<Integer, T> byWord) {
        T known = byWord.get(at);
        if (known == null) {
            learn(at);
            known = byWord.get(at);
        }
        return known;
    }

    /** Looks at a record that it has not come by, for it was to begin behind it. */
    private void learn(int at) {
        if (at >= word) {
            return;
        }
        Frame other = new Frame();
        long position = segment.position(at);
        if (!load(position, other)) {
            return;
        }
        int reading = word;
        word = at;
        RequestEvent referred = EventCodec.decode(other.bytes, Frame.PAYLOAD_AT, position, this);
        word = reading;
        if (referred != null) {
            callersByWord.put(at, referred.caller());
            routesByWord.put(at, referred.routeName());
        }
    }

    @Override
    public Caller caller(byte[] bytes, int from, int to) {
        Caller caller = callers.find(bytes, from, to, EventCodec::caller);
        callersByWord.put(word, caller);
        return caller;
    }

    @Override
    public RouteName route(byte[] bytes, int from, int to) {
        RouteName route = routes.find(bytes, from, to, EventCodec::route);
        routesByWord.put(word, route);
        return route;
    }
}
