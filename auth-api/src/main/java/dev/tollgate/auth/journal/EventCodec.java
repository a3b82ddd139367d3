package dev.tollgate.auth.journal;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.Outcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An event as the journal keeps it: Protobuf's variable-length numbers and strings, one after the other. Its position is
 * not part of it; that is where it lies.
 */
final class EventCodec {
    /** Far above any event: names of routes are bounded, ids are short. */
    static final int BYTES_MAX = 4_096;

    /** The first byte. A change of the format is another number. */
    private static final int VERSION = 1;

    private EventCodec() {}

    /**
     * Writes {@code event} to {@code into}, from {@code offset} on.
     *
     * @return how many bytes it took
     * @throws IllegalArgumentException if it does not fit into {@value #BYTES_MAX} bytes
     */
    static int encode(RequestEvent event, byte[] into, int offset) {
        CodedOutputStream out = CodedOutputStream.newInstance(into, offset, BYTES_MAX);
        try {
            out.writeUInt32NoTag(VERSION);
            out.writeUInt64NoTag(event.epoch());
            out.writeSInt32NoTag(event.day());
            out.writeUInt64NoTag(event.decidedAtMs());
            out.writeStringNoTag(event.keyId());
            out.writeStringNoTag(event.accountId());
            out.writeStringNoTag(event.subject());
            out.writeStringNoTag(event.route());
            out.writeEnumNoTag(event.outcome().getNumber());
            out.writeUInt64NoTag(event.cost());
            encode(event.refusal(), out);
        } catch (IOException e) {
            throw new IllegalArgumentException("An event takes more than " + BYTES_MAX + " bytes.", e);
        }
        return out.getTotalBytesWritten();
    }

    private static void encode(RequestEvent.@Nullable Refusal refusal, CodedOutputStream out) throws IOException {
        out.writeBoolNoTag(refusal != null);
        if (refusal != null) {
            out.writeUInt64NoTag(refusal.limit());
            out.writeUInt64NoTag(refusal.assignment());
            out.writeUInt64NoTag(refusal.planVersion());
            out.writeUInt64NoTag(refusal.known());
            out.writeSInt64NoTag(refusal.logOffset());
        }
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalStateException if another version of auth-api has written it; the message says what to do
     */
    static RequestEvent decode(byte[] bytes, int offset, int length, long position) {
        CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
        try {
            int version = in.readUInt32();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "The journal holds an event of format " + version + ", and this auth-api" + " reads format "
                                + VERSION + ". Start the version that wrote it until its journal is empty.");
            }
            return new RequestEvent(
                    position,
                    in.readUInt64(),
                    in.readSInt32(),
                    in.readUInt64(),
                    in.readString(),
                    in.readString(),
                    in.readString(),
                    in.readString(),
                    outcome(in),
                    in.readUInt64(),
                    in.readBool() ? refusal(in) : null);
        } catch (IOException e) {
            throw new IllegalStateException("The journal's event at " + position + " cannot be read.", e);
        }
    }

    private static Outcome outcome(CodedInputStream in) throws IOException {
        Outcome outcome = Outcome.forNumber(in.readEnum());
        if (outcome == null) {
            throw new IllegalStateException("The journal holds an outcome that this auth-api does not know.");
        }
        return outcome;
    }

    private static RequestEvent.Refusal refusal(CodedInputStream in) throws IOException {
        return new RequestEvent.Refusal(
                in.readUInt64(), in.readUInt64(), in.readUInt64(), in.readUInt64(), in.readSInt64());
    }
}
