package dev.tollgate.auth.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A stretch of the journal. It is made of words of 8 bytes, and a position is the number of a word; {@code base} is the
 * first one's.
 *
 * <pre>
 * record = length (4 bytes) | checksum of position and payload (4) | payload | zeros up to the next word
 * </pre>
 *
 * The length is written last: a record without one is not there, or not yet.
 */
final class Segment {
    static final int WORD = Long.BYTES;

    /** The length of a record that is not written yet. */
    static final int UNWRITTEN = 0;

    /** Stands in a length's place where the segment's last record has been. */
    private static final int END = Integer.MIN_VALUE;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long base;
    private final ByteBuffer bytes;
    private final Object identity = new Object();

    /** @param bytes a direct buffer, of which whole words are used */
    Segment(long base, ByteBuffer bytes) {
        this.base = base;
        this.bytes = bytes;
    }

    long base() {
        return base;
    }

    /** The position after its last word. */
    long end() {
        return base + bytes.capacity() / WORD;
    }

    boolean contains(long position) {
        return position >= base && position < end();
    }

    boolean hasRoom(long position, int words) {
        return position >= base && position + words <= end();
    }

    /** How many words a record takes. */
    static int words(int length) {
        return 1 + (length + WORD - 1) / WORD;
    }

    /** Puts a record there, but for its length. */
    void write(long position, Frame frame) {
        int at = index(position);
        for (int word = 1; word < words(frame.length); word++) {
            LONG.set(bytes, at + word * WORD, frame.word(word));
        }
        INT.set(bytes, at + Integer.BYTES, frame.checksum(position));
    }

    /** Makes a written record valid. All that was written before is seen by whoever sees this. */
    void complete(long position, int length) {
        INT.setRelease(bytes, index(position), length);
    }

    /** Says that what was written is no record: it is passed over. */
    void cancel(long position, int length) {
        INT.setRelease(bytes, index(position), -length);
    }

    /** Says that no record is there or behind. */
    void end(long position) {
        INT.setRelease(bytes, index(position), END);
    }

    /** The length of the record there: {@link #UNWRITTEN}, or negative if it was cancelled. */
    int length(long position) {
        return (int) INT.getAcquire(bytes, index(position));
    }

    static boolean isEnd(int length) {
        return length == END;
    }

    /** Reads the payload of a record of this run. */
    void read(long position, int length, Frame into) {
        into.length = length;
        bytes.get(index(position) + WORD, into.bytes, Frame.PAYLOAD_AT, length);
    }

    /**
     * Reads what may be a record of an earlier run, of which any part may not have reached the disk.
     *
     * @return whether it is one, whole
     */
    boolean readIfWhole(long position, Frame into) {
        int length = length(position);
        if (length <= 0 || length > EventCodec.BYTES_MAX || !hasRoom(position, words(length))) {
            return false;
        }
        read(position, length, into);
        return (int) INT.get(bytes, index(position) + Integer.BYTES) == into.checksum(position);
    }

    /** Stands for it where it must not be kept in memory. */
    Object identity() {
        return identity;
    }

    Place place(long position) {
        return new Place(identity, word(position));
    }

    /** Which word of the segment a position is, counted from 1. */
    int word(long position) {
        return (int) (position - base) + 1;
    }

    /** The position of that word. */
    long position(int word) {
        return base + word - 1;
    }

    /** The distance of a position from the segment's first byte, in bytes. */
    int index(long position) {
        return (int) (position - base) * WORD;
    }
}
