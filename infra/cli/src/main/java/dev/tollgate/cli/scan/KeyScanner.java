package dev.tollgate.cli.scan;

import dev.tollgate.contracts.KeyFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds keys in files of any kind and size, also in those that are no text. It goes into each folder but git's objects, which
 * are compressed, and follows no link, so that it ends.
 */
public final class KeyScanner {
    private static final Path COMPRESSED = Path.of(".git", "objects");
    private static final int PART_BYTES = 1 << 16;

    private final String prefix;
    private final Consumer<FoundKey> found;
    private final BiConsumer<Path, IOException> unreadable;

    /**
     * @param prefix what keys begin with
     * @param found told of each, in the order of names and lines
     * @param unreadable told of each file and folder that cannot be read; the others are read still
     * @throws IllegalArgumentException if no key can have that prefix
     */
    public KeyScanner(String prefix, Consumer<FoundKey> found, BiConsumer<Path, IOException> unreadable) {
        // It knows which prefixes there can be.
        new KeyFormat(prefix, new SecureRandom());
        this.prefix = prefix;
        this.found = found;
        this.unreadable = unreadable;
    }

    /** Reads a file, or all files of a folder. */
    public void scan(Path path) {
        try {
            if (Files.isDirectory(path)) {
                for (Path entry : entries(path)) {
                    if (isOwn(entry)) {
                        scan(entry);
                    }
                }
            } else {
                scanFile(path);
            }
        } catch (IOException e) {
            unreadable.accept(path, e);
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whether there is something to read that is not read elsewhere: no link, and nothing such as a pipe, which has no end. */
    private static boolean isOwn(Path entry) {
        return Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                || (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !entry.endsWith(COMPRESSED));
    }

    private void scanFile(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] part = new byte[PART_BYTES];
            int length = bytes.readNBytes(part, 0, PART_BYTES);
            boolean wide = isUtf16(part, length);
            KeyDetector detector = new KeyDetector(prefix);
            long line = 1;
            while (length > 0) {
                for (int i = 0; i < length; i++) {
                    // In UTF-16 it is the other half of an ASCII character, and elsewhere the end of a text.
                    if (part[i] == 0 && wide) {
                        continue;
                    }
                    Optional<String> key = detector.next((char) (part[i] & 0xFF));
                    if (key.isPresent()) {
                        found.accept(FoundKey.of(file, line, key.get()));
                    }
                    if (part[i] == '\n') {
                        line++;
                    }
                }
                length = bytes.readNBytes(part, 0, PART_BYTES);
            }
        }
    }

    /** Whether a file says by its first two bytes that it has two for each character. */
    private static boolean isUtf16(byte[] start, int length) {
        if (length < 2) {
            return false;
        }
        int mark = (start[0] & 0xFF) << 8 | (start[1] & 0xFF);
        return mark == 0xFEFF || mark == 0xFFFE;
    }
}
