package dev.tollgate.simulation;

import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.SegmentStore;
import dev.tollgate.contracts.RequestEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A gateway's disk. What is written to it survives the process, as in the page cache; a power loss leaves of each word that
 * was not forced either the new or the old value.
 */
final class SimulatedDisk {
    private static final int SEGMENT_BYTES = 4 << 10;
    private static final int WORD = Long.BYTES;
    private static final long SIZE_MAX = 1 << 30;

    private final TreeMap<Long, Contents> segments = new TreeMap<>();
    private Mount mount = new Mount();
    private long reserved;
    private long acknowledged;
    private long acknowledgedBefore;

    /** A segment: as processes see it, and as it is on the platter. */
    private record Contents(ByteBuffer seen, ByteBuffer forced) {
        static Contents empty() {
            return new Contents(newBuffer(), newBuffer());
        }

        Contents copy() {
            return new Contents(newBuffer().put(0, seen, 0, SEGMENT_BYTES), forced);
        }

        private static ByteBuffer newBuffer() {
            // Only a direct buffer has the atomic words that the journal needs.
            return ByteBuffer.allocateDirect(SEGMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** What one process sees of it, until it is unmounted. */
    SegmentStore mount() {
        unmount();
        return mount;
    }

    /** Whatever the process still writes, it writes to nowhere. */
    void unmount() {
        mount.gone = true;
        mount = new Mount();
        segments.replaceAll((base, contents) -> contents.copy());
    }

    /** Where the process that has it mounted cannot change it: the events that a successor would find. */
    List<RequestEvent> unacknowledgedEvents() {
        return eventsFrom(acknowledged);
    }

    private List<RequestEvent> eventsFrom(long position) {
        SimulatedDisk copy = copy();
        copy.acknowledged = position;
        try {
            Journal journal = new Journal(copy.mount(), SIZE_MAX);
            List<RequestEvent> events = new ArrayList<>();
            List<RequestEvent> some = journal.readNext(1_000);
            while (!some.isEmpty()) {
                events.addAll(some);
                some = journal.readNext(1_000);
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Of what was not forced any word may be lost.
     *
     * @return the events that are not there any more, or not whole, or cannot be read because another one is not whole, in which
     *     their caller or their route is named
     */
    List<RequestEvent> losePower(Random random) {
        unmount();
        List<RequestEvent> all = eventsFrom(0);
        long from = acknowledged;
        TreeMap<Long, Contents> whole = new TreeMap<>();
        segments.forEach((base, contents) -> whole.put(base, contents.copy()));
        double lost = random.nextInt(3) / 2.0;
        for (Contents contents : segments.values()) {
            for (int at = 0; at < SEGMENT_BYTES; at += WORD) {
                if (random.nextDouble() < lost) {
                    contents.seen.putLong(at, contents.forced.getLong(at));
                }
            }
        }
        if (random.nextBoolean()) {
            acknowledged = acknowledgedBefore;
        }
        Set<Long> read = eventsFrom(0).stream().map(RequestEvent::position).collect(Collectors.toSet());
        List<RequestEvent> torn =
                all.stream().filter(event -> isChanged(event.position(), whole)).toList();
        return all.stream()
                .filter(event -> event.position() >= from)
                .filter(event -> torn.contains(event)
                        || (!read.contains(event.position())
                                && torn.stream().anyMatch(before -> mayRefer(event, before))))
                .toList();
    }

    private boolean mayRefer(RequestEvent event, RequestEvent before) {
        return before.position() < event.position()
                && segments.floorKey(before.position()).equals(segments.floorKey(event.position()))
                && (before.caller().equals(event.caller()) || before.routeName().equals(event.routeName()));
    }

    private boolean isChanged(long position, NavigableMap<Long, Contents> whole) {
        long base = Objects.requireNonNull(whole.floorKey(position));
        int from = (int) (position - base) * WORD;
        ByteBuffer then = Objects.requireNonNull(whole.get(base)).seen;
        ByteBuffer now = Objects.requireNonNull(segments.get(base)).seen;
        int words = 1 + (then.getInt(from) + WORD - 1) / WORD;
        return !then.slice(from, words * WORD).equals(now.slice(from, words * WORD));
    }

    private SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk();
        segments.forEach((base, contents) -> copy.segments.put(base, contents.copy()));
        copy.reserved = reserved;
        copy.acknowledged = acknowledged;
        return copy;
    }

    private final class Mount implements SegmentStore {
        private boolean gone;

        @Override
        public NavigableSet<Long> bases() {
            return new TreeSet<>(segments.keySet());
        }

        @Override
        public ByteBuffer open(long base) {
            return contents(base).seen;
        }

        @Override
        public ByteBuffer create() throws IOException {
            if (gone) {
                throw new IOException("This process is dead.");
            }
            Contents contents = Contents.empty();
            segments.put(reserved, contents);
            reserved += SEGMENT_BYTES / WORD;
            return contents.seen;
        }

        @Override
        public void delete(long base) {
            if (!gone) {
                segments.remove(base);
            }
        }

        @Override
        public void force(long base, int fromByte, int bytes) {
            if (!gone) {
                Contents contents = contents(base);
                contents.forced.put(fromByte, contents.seen, fromByte, bytes);
            }
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
            if (!gone) {
                acknowledgedBefore = acknowledged;
                acknowledged = position;
            }
        }

        private Contents contents(long base) {
            return Objects.requireNonNull(segments.get(base));
        }
    }
}
