package dev.tollgate.simulation;

import dev.tollgate.auth.journal.SegmentStore;
import java.nio.ByteBuffer;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** A gateway's disk: outlives its processes, as the page cache does a kill. */
final class SimulatedDisk implements SegmentStore {
    private static final int SEGMENT_BYTES = 4 << 10;
    private static final int WORD = 8;

    private final TreeMap<Long, ByteBuffer> segments = new TreeMap<>();
    private long reserved;
    private long acknowledged;

    @Override
    public NavigableSet<Long> bases() {
        return new TreeSet<>(segments.keySet());
    }

    @Override
    public ByteBuffer open(long base) {
        return Objects.requireNonNull(segments.get(base));
    }

    @Override
    public ByteBuffer create() {
        ByteBuffer segment = ByteBuffer.allocateDirect(SEGMENT_BYTES);
        segments.put(reserved, segment);
        reserved += SEGMENT_BYTES / WORD;
        return segment;
    }

    @Override
    public void delete(long base) {
        segments.remove(base);
    }

    @Override
    public void force(long base, int fromByte, int bytes) {
        // Nothing here is lost with the machine.
    }

    @Override
    public int segmentBytes() {
        return SEGMENT_BYTES;
    }

    @Override
    public long reserved() {
        return reserved;
    }

    @Override
    public long acknowledged() {
        return acknowledged;
    }

    @Override
    public void acknowledge(long position) {
        acknowledged = position;
    }
}
