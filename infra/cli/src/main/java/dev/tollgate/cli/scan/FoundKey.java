package dev.tollgate.cli.scan;

import java.nio.file.Path;

/**
 * A key in a file, without what would let anybody use it.
 *
 * @param file where it is
 * @param line counted from 1
 * @param prefix its first characters, by which key-admin lists it, too
 * @param lastFour its last characters
 */
public record FoundKey(Path file, long line, String prefix, String lastFour) {
    private static final int PREFIX_LENGTH = 8;
    private static final int LAST_LENGTH = 4;

    static FoundKey of(Path file, long line, String key) {
        return new FoundKey(file, line, key.substring(0, PREFIX_LENGTH), key.substring(key.length() - LAST_LENGTH));
    }
}
