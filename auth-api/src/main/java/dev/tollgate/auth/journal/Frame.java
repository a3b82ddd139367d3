package dev.tollgate.auth.journal;

import dev.tollgate.contracts.EventFacts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** One event's bytes on their way into a segment or out of it. Each thread has its own. */
final class Frame {
    /** In front of the payload is room for the position, which the checksum covers too. */
    static final int PAYLOAD_AT = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** With room for a word of zeros behind the longest payload. */
    final byte[] bytes = new byte[PAYLOAD_AT + EventCodec.BYTES_MAX + Long.BYTES];

    private final Varints payload = new Varints(bytes, PAYLOAD_AT);
    private final CRC32C crc = new CRC32C();
    int length;

    void encode(EventFacts event, Segment segment) {
        payload.turnTo(PAYLOAD_AT);
        EventCodec.encode(event, segment, payload);
        length = payload.at() - PAYLOAD_AT;
        LONG.set(bytes, PAYLOAD_AT + length, 0L);
    }

    /** A word of the payload, counted from 1; the last one ends with zeros. */
    long word(int number) {
        return (long) LONG.get(bytes, number * Long.BYTES);
    }

    /** What must stand beside the payload if it is whole and was written for {@code position}. */
    int checksum(long position) {
        LONG.set(bytes, 0, position);
        crc.reset();
        crc.update(bytes, 0, PAYLOAD_AT + length);
        return (int) crc.getValue();
    }
}
