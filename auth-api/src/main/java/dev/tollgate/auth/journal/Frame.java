package dev.tollgate.auth.journal;

import dev.tollgate.contracts.RequestEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** One event's bytes on their way into a segment or out of it. Each thread has its own. */
final class Frame {
    /** In front of the payload is room for the position, which the checksum covers too. */
    static final int PAYLOAD_AT = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final byte[] bytes = new byte[PAYLOAD_AT + EventCodec.BYTES_MAX];
    private final CRC32C crc = new CRC32C();
    int length;

    void encode(RequestEvent event, Segment segment) {
        length = EventCodec.encode(event, segment, bytes, PAYLOAD_AT);
    }

    /** A word of the payload, counted from 1. Of the last one, what is behind the payload is anything. */
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
