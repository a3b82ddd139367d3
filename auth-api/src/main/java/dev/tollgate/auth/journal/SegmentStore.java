package dev.tollgate.auth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableSet;

/**
 * Where a journal's segments are kept. What is written to a segment survives the end of the process, however it ends; that
 * of the machine only what was forced.
 */
public interface SegmentStore {
    /** The first positions of the segments that are there. */
    NavigableSet<Long> bases() throws IOException;

    /** What is there of a segment, as whole words; less than it should be if it was being made when the process died. */
    ByteBuffer open(long base) throws IOException;

    /**
     * Makes the segment that begins at {@link #reserved()}, all zeros. Its positions are reserved from then on, whatever
     * happens to the process, the machine or the segment.
     *
     * @throws IOException if there is no room; then nothing is there
     */
    ByteBuffer create() throws IOException;

    /** Removes a segment that nobody will touch again. */
    void delete(long base) throws IOException;

    /** Brings a part of a segment to the disk. */
    void force(long base, int fromByte, int bytes) throws IOException;

    /** The bytes of a new segment. */
    int segmentBytes();

    /** The first position that was never part of a segment. */
    long reserved();

    /** The last position that {@link #acknowledge} was told; 0 if none, an earlier one if the machine died. */
    long acknowledged();

    /** Remembers that all before {@code position} is in the log. */
    void acknowledge(long position);
}
