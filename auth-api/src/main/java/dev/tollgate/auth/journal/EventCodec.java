package dev.tollgate.auth.journal;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.Outcome;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event as the journal keeps it: Protobuf's variable-length numbers and strings, one after the other. Its position is
 * not part of it; that is where it lies. Events have few callers and routes, so those that were read before are found by
 * their bytes. Not for use by several threads.
 */
final class EventCodec {
    /** Far above any event: names of routes are bounded, ids are short. */
    static final int BYTES_MAX = 4_096;

    /** The first byte. A change of the format is another number. */
    private static final int VERSION = 1;

    /** What the numbers of an event take at most. */
    private static final int NUMBERS_MAX = 12 * 10;

    private static final int CALLERS_MAX = 1 << 16;
    private static final int ROUTES_MAX = 1 << 12;

    private final ByBytes<Caller> callers = new ByBytes<>(CALLERS_MAX);
    private final ByBytes<String> routes = new ByBytes<>(ROUTES_MAX);

    /**
     * Writes {@code event} to {@code into}, from {@code offset} on.
     *
     * @return how many bytes it took
     * @throws IllegalArgumentException if it may not fit into {@value #BYTES_MAX} bytes
     */
    static int encode(RequestEvent event, byte[] into, int offset) {
        byte[] caller = event.caller().bytes();
        String route = event.route();
        if (NUMBERS_MAX + caller.length + 3L * route.length() > BYTES_MAX) {
            throw new IllegalArgumentException("An event takes more than " + BYTES_MAX + " bytes.");
        }
        Varints out = new Varints(into, offset);
        out.write(VERSION);
        out.write(event.epoch());
        out.writeSigned(event.day());
        out.write(event.decidedAtMs());
        out.writeRaw(caller);
        out.writeText(route);
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
        return out.at() - offset;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalStateException if another version of auth-api has written it; the message says what to do
     */
    RequestEvent decode(byte[] bytes, int offset, long position) {
        Varints in = new Varints(bytes, offset);
        long version = in.read();
        if (version != VERSION) {
            throw new IllegalStateException("The journal holds an event of format " + version
                    + ", and this auth-api reads format " + VERSION
                    + ". Start the version that wrote it until its journal is empty.");
        }
        return new RequestEvent(
                position,
                in.read(),
                (int) in.readSigned(),
                in.read(),
                caller(in),
                route(in),
                outcome(in),
                in.read(),
                in.read() == 0 ? null : refusal(in));
    }

    private Caller caller(Varints in) {
        int from = in.at();
        in.skipText();
        in.skipText();
        in.skipText();
        return callers.find(in.bytes(), from, in.at(), EventCodec::unpack);
    }

    private static Caller unpack(byte[] packed) {
        Varints in = new Varints(packed, 0);
        return new Caller(in.readText(), in.readText(), in.readText());
    }

    private String route(Varints in) {
        int length = (int) in.read();
        int from = in.at();
        in.skip(length);
        return routes.find(in.bytes(), from, in.at(), bytes -> new String(bytes, StandardCharsets.UTF_8));
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
