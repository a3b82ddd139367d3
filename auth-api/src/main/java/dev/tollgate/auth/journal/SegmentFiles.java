package dev.tollgate.auth.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Segments as memory-mapped files, beside the gateway's identity: {@code 000000000001f800.events}, named by their first
 * position, and {@code acknowledged}, the one position that is kept of them.
 *
 * <p>What is mapped belongs to the kernel: it survives the process, however that ends.
 */
public final class SegmentFiles implements SegmentStore {
    /** Three seconds at 50,000 requests a second; the time in which the next one must be made. */
    public static final int SEGMENT_BYTES = 16 << 20;

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.events");
    private static final int ZEROS_BYTES = 1 << 20;

    /** The smallest that a kernel has. */
    private static final int PAGE_BYTES = 4_096;

    private final Path directory;
    private final GatewayIdentity identity;
    private final int segmentBytes;
    private final Map<Long, MappedByteBuffer> mapped = new ConcurrentHashMap<>();
    private final MappedByteBuffer acknowledged;

    /**
     * Finds the segments in {@code directory}.
     *
     * @param identity whose lock keeps other processes out
     */
    public SegmentFiles(Path directory, GatewayIdentity identity, int segmentBytes) throws IOException {
        this.directory = directory;
        this.identity = identity;
        this.segmentBytes = segmentBytes;
        try (FileChannel file = PrivateFile.open(directory.resolve("acknowledged"))) {
            acknowledged = file.map(MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }

    @Override
    public NavigableSet<Long> bases() throws IOException {
        NavigableSet<Long> bases = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    bases.add(Long.parseLong(name.group(1), 16));
                }
            }
        }
        return bases;
    }

    @Override
    public ByteBuffer open(long base) throws IOException {
        try (FileChannel file = FileChannel.open(path(base), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return map(base, file, Math.min(file.size(), segmentBytes));
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>In this order: the positions are reserved on disk; the file's blocks are, for a mapped file that finds the disk
     * full later would end the process; its name is. A crash in between leaves a file of zeros, or none.
     */
    @Override
    public ByteBuffer create() throws IOException {
        long base = identity.reserved();
        identity.reserve(base + segmentBytes / Segment.WORD);
        Path path = path(base);
        try (FileChannel file = PrivateFile.open(path)) {
            writeZeros(file);
            ByteBuffer segment = map(base, file, segmentBytes);
            touch(segment);
            forceNames();
            return segment;
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>It is emptied first, for its mapping, and with that its blocks, would live on until the garbage collector comes by.
     */
    @Override
    public void delete(long base) throws IOException {
        mapped.remove(base);
        try (FileChannel file = FileChannel.open(path(base), StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        Files.delete(path(base));
    }

    @Override
    public void force(long base, int fromByte, int bytes) throws IOException {
        MappedByteBuffer segment = mapped.get(base);
        if (segment != null) {
            try {
                segment.force(fromByte, bytes);
            } catch (UncheckedIOException e) {
                throw new IOException("A segment of the journal did not reach the disk.", e);
            }
        }
    }

    @Override
    public int segmentBytes() {
        return segmentBytes;
    }

    @Override
    public long reserved() {
        return identity.reserved();
    }

    @Override
    public long acknowledged() {
        return acknowledged.getLong(0);
    }

    @Override
    public void acknowledge(long position) {
        acknowledged.putLong(0, position);
    }

    private Path path(long base) {
        return directory.resolve(String.format(Locale.ROOT, "%016x.events", base));
    }

    private ByteBuffer map(long base, FileChannel file, long bytes) throws IOException {
        MappedByteBuffer segment = file.map(MapMode.READ_WRITE, 0, bytes);
        mapped.put(base, segment);
        return segment;
    }

    private void writeZeros(FileChannel file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS_BYTES, segmentBytes));
        for (long at = 0; at < segmentBytes; at += zeros.capacity()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), segmentBytes - at));
            while (zeros.hasRemaining()) {
                file.write(zeros, at + zeros.position());
            }
        }
    }

    /** Has the kernel give this thread the pages now, rather than each to a request that is the first to write there. */
    private static void touch(ByteBuffer segment) {
        for (int page = 0; page < segment.capacity(); page += PAGE_BYTES) {
            segment.putLong(page, 0);
        }
    }

    private void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
