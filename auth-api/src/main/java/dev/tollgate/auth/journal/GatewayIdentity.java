package dev.tollgate.auth.journal;

import dev.tollgate.auth.allowance.Epochs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who this gateway is: a random id, born with its journal, the number of its current run, and up to where the journal's
 * positions are taken. They live in one small file, locked while the process lives. A lost disk is a new gateway.
 *
 * <p>An epoch and a position are on disk before they are used, so that none is ever used twice.
 */
public final class GatewayIdentity implements Epochs, AutoCloseable {
    private static final int FILE_BYTES_MAX = 256;
    private static final int POSITION_BITS_OF_EPOCH = 40;

    private final FileChannel file;
    private final FileLock lock;
    private final String gateway;
    private long epoch;
    private long reserved;

    private GatewayIdentity(FileChannel file, FileLock lock, String gateway, long epoch, long reserved) {
        this.file = file;
        this.lock = lock;
        this.gateway = gateway;
        this.epoch = epoch;
        this.reserved = reserved;
    }

    /**
     * Opens the identity in {@code directory}, or begins one, and starts its next epoch.
     *
     * @throws IllegalStateException if another process has it, or it cannot be read; the message says what to do
     */
    public static GatewayIdentity open(Path directory) {
        Path path = directory.resolve("gateway");
        try {
            Files.createDirectories(directory);
            FileChannel file = PrivateFile.open(path);
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new IllegalStateException("Another auth-api is running on " + directory
                        + ". Stop it, or give this one a TOLLGATE_DATA_DIR of its own.");
            }
            GatewayIdentity identity = read(file, lock, path);
            identity.nextEpoch();
            return identity;
        } catch (IOException e) {
            throw new IllegalStateException("The journal's directory " + directory + " cannot be used: " + e, e);
        }
    }

    @Override
    public String gateway() {
        return gateway;
    }

    @Override
    public synchronized long epoch() {
        return epoch;
    }

    @Override
    public synchronized long nextEpoch() throws IOException {
        write(epoch + 1, reserved);
        epoch++;
        return epoch;
    }

    /** The journal's first position that has never been promised to a segment. */
    synchronized long reserved() {
        return reserved;
    }

    /** Makes all positions before {@code position} used up for good. */
    synchronized void reserve(long position) throws IOException {
        write(epoch, position);
        reserved = position;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        file.close();
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // The same process has it already: the same answer as if another had.
            return null;
        }
    }

    private static GatewayIdentity read(FileChannel file, FileLock lock, Path path) throws IOException {
        if (file.size() == 0) {
            return new GatewayIdentity(file, lock, UUID.randomUUID().toString(), 0, 0);
        }
        ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES_MAX);
        file.read(bytes, 0);
        String[] fields = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ", -1);
        if (fields.length == 2 && isNumber(fields[1])) {
            // Written when the journal was in memory, and gave each epoch positions of its own.
            long epoch = Long.parseLong(fields[1]);
            return new GatewayIdentity(file, lock, fields[0], epoch, (epoch + 1) << POSITION_BITS_OF_EPOCH);
        }
        if (fields.length != 3 || !isNumber(fields[1]) || !isNumber(fields[2])) {
            throw new IllegalStateException("The file " + path + " is damaged. Move its directory away: this gateway"
                    + " then begins anew, and what its journal still held is lost.");
        }
        return new GatewayIdentity(file, lock, fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    }

    private static boolean isNumber(String field) {
        return field.matches("[0-9]{1,18}");
    }

    private void write(long newEpoch, long newReserved) throws IOException {
        // One short write of a fixed length within one sector: it is there or it is not.
        String text = String.format(Locale.ROOT, "%s %018d %018d%n", gateway, newEpoch, newReserved);
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        file.force(true);
    }
}
