package dev.tollgate.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process at a time works in a folder. The operating system lets go of the lock when the process ends in whatever
 * way, so a lock left behind does not exist.
 */
public final class FolderLock implements AutoCloseable {
    /** The file in the folder that carries the lock. */
    public static final String FILE_NAME = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of an existing folder.
     *
     * @return empty if somebody else has it, in this process or another
     * @throws IOException if the folder cannot be written to
     */
    public static Optional<FolderLock> tryTake(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock(channel) != null) {
                return Optional.of(new FolderLock(channel));
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer as held by another.
            return null;
        }
    }

    /** Lets go. The file stays: to delete it would let two others hold a lock each. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
