package dev.tollgate.auth.journal;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.EventFacts;
import dev.tollgate.contracts.Recurring;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RouteName;
import dev.tollgate.contracts.v1.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An event as the journal keeps it: Protobuf's variable-length numbers and strings, one after the other. Its position is
 * not part of it; that is where it lies.
 *
 * <pre>
 * format 2 = 2 | epoch | day | time | place of the caller [caller] | place of the route [route] | outcome | cost | refusal
 * format 1 = 1 | epoch | day | time | caller | route | outcome | cost | refusal
 * </pre>
 *
 * There are many events of few callers and routes. The first of a segment has them in full, and says 0 for their place; those
 * behind it say where that was: the word of a record in the segment, counted from 1, which may refer further back.
 */
final class EventCodec {
    /** Far above any event: names of routes are bounded, ids are short. */
    static final int BYTES_MAX = 4_096;

    /** The first byte. A change of the format is another number. */
    private static final int FORMAT = 2;

    /** All is in full. */
    private static final int FORMER_FORMAT = 1;

    /** Stands for a place where what it is about follows in full. */
    private static final int HERE = 0;

    /** What the numbers of an event take at most. */
    private static final int NUMBERS_MAX = 14 * 10;

    private EventCodec() {}

    /**
     * Writes {@code event} to {@code out}.
     *
     * @param segment for which; what stands there already is referred to
     * @throws IllegalArgumentException if it may not fit into {@value #BYTES_MAX} bytes
     */
    static void encode(EventFacts event, Segment segment, Varints out) {
        Caller caller = event.caller();
        RouteName route = event.routeName();
        if (NUMBERS_MAX + caller.bytes().length + route.bytes().length > BYTES_MAX) {
            throw new IllegalArgumentException("An event takes more than " + BYTES_MAX + " bytes.");
        }
        out.write(FORMAT);
        out.write(event.epoch());
        out.writeSigned(event.day());
        out.write(event.decidedAtMs());
        write(caller, segment, out);
        write(route, segment, out);
        out.write(event.outcome().getNumber());
        out.write(event.cost());
        RequestEvent.Refusal refusal = event.refusal();
        out.write(refusal == null ? 0 : 1);
        if (refusal != null) {
            out.write(refusal.limit());
            out.write(refusal.assignment());
            out.write(refusal.planVersion());
            out.write(refusal.known());
            out.writeSigned(refusal.logOffset());
        }
    }

    private static void write(Recurring part, Segment segment, Varints out) {
        int place = placeIn(segment, part);
        out.write(place);
        if (place == HERE) {
            out.writeRaw(part.bytes());
        }
    }

    private static int placeIn(Segment segment, Recurring part) {
        return part.note() instanceof Place noted && noted.isIn(segment) ? noted.word() : HERE;
    }

    /** Notes that {@code event} stands at {@code position} now, whole, for those behind it to refer to. */
    static void written(EventFacts event, Segment segment, long position) {
        note(event.caller(), segment, position);
        note(event.routeName(), segment, position);
    }

    private static void note(Recurring part, Segment segment, long position) {
        if (placeIn(segment, part) == HERE) {
            part.leave(segment.place(position));
        }
    }

    /** What an event refers to. */
    interface Places {
        /** The caller of the record at that word; null if there is no whole record. */
        @Nullable
        Caller callerAt(int word);

        /** Likewise, the route. */
        @Nullable
        RouteName routeAt(int word);

        /** The caller whose bytes lie there; the same for the same bytes, as far as it remembers. */
        Caller caller(byte[] bytes, int from, int to);

        /** Likewise, a route. */
        RouteName route(byte[] bytes, int from, int to);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @return null if it refers to a record that is not there
     * @throws IllegalStateException if another version of auth-api has written it; the message says what to do
     */
    static @Nullable RequestEvent decode(byte[] bytes, int offset, long position, Places places) {
        Varints in = new Varints(bytes, offset);
        boolean hasPlaces = hasPlaces(in);
        long epoch = in.read();
        int day = (int) in.readSigned();
        long decidedAtMs = in.read();
        Caller caller = readCaller(in, hasPlaces, places);
        RouteName route = readRoute(in, hasPlaces, places);
        return caller == null || route == null
                ? null
                : new RequestEvent(
                        position,
                        epoch,
                        day,
                        decidedAtMs,
                        caller,
                        route,
                        outcome(in),
                        in.read(),
                        in.read() == 0 ? null : refusal(in));
    }

    private static boolean hasPlaces(Varints in) {
        long format = in.read();
        if (format != FORMAT && format != FORMER_FORMAT) {
            throw new IllegalStateException("The journal holds an event of format " + format
                    + ", and this auth-api reads formats up to " + FORMAT
                    + ". Start the version that wrote it until its journal is empty.");
        }
        return format == FORMAT;
    }

    private static @Nullable Caller readCaller(Varints in, boolean hasPlaces, Places places) {
        int place = hasPlaces ? (int) in.read() : HERE;
        if (place != HERE) {
            return places.callerAt(place);
        }
        int from = in.at();
        in.skipText();
        in.skipText();
        in.skipText();
        return places.caller(in.bytes(), from, in.at());
    }

    private static @Nullable RouteName readRoute(Varints in, boolean hasPlaces, Places places) {
        int place = hasPlaces ? (int) in.read() : HERE;
        if (place != HERE) {
            return places.routeAt(place);
        }
        int from = in.at();
        in.skipText();
        return places.route(in.bytes(), from, in.at());
    }

    /** Makes a caller of its bytes. */
    static Caller caller(byte[] packed) {
        Varints in = new Varints(packed, 0);
        return new Caller(in.readText(), in.readText(), in.readText());
    }

    /** Makes a route of its bytes. */
    static RouteName route(byte[] packed) {
        return new RouteName(new Varints(packed, 0).readText());
    }

    private static Outcome outcome(Varints in) {
        Outcome outcome = Outcome.forNumber((int) in.read());
        if (outcome == null) {
            throw new IllegalStateException("The journal holds an outcome that this auth-api does not know.");
        }
        return outcome;
    }

    private static RequestEvent.@Nullable Refusal refusal(Varints in) {
        return new RequestEvent.Refusal(in.read(), in.read(), in.read(), in.read(), in.readSigned());
    }
}
