package dev.tollgate.cli.scan;

import dev.tollgate.contracts.KeyFormat;
import java.util.List;
import java.util.Optional;

/**
 * Sees keys in a text that it is told character by character. Where a key begins need not be a word's beginning: in
 * {@code "\ntg…"} a letter stands before it. What has the prefix and the length is a key if its checksum says so, which it says
 * of one other text in four thousand million.
 */
final class KeyDetector {
    /** What follows a prefix: the shortest key has a prefix of one character. */
    private static final int LENGTH_AFTER_PREFIX = KeyFormat.LENGTH_MIN - 1;

    /** So many characters of a word are kept before the oldest are forgotten. */
    private static final int KEPT_MAX = 4_096;

    private final List<String> prefixes;
    private final StringBuilder word = new StringBuilder(KEPT_MAX);

    /** @param prefix of live keys; those for tests have one that follows from it */
    KeyDetector(String prefix) {
        this.prefixes = List.of(prefix, prefix + KeyFormat.TEST_MARK);
    }

    /** @return the key that ends with this character */
    Optional<String> next(char character) {
        if (!isOfKeys(character)) {
            word.setLength(0);
            return Optional.empty();
        }
        if (word.length() == KEPT_MAX) {
            word.delete(0, KEPT_MAX - KeyFormat.LENGTH_MAX);
        }
        word.append(character);
        for (String prefix : prefixes) {
            int from = word.length() - prefix.length() - LENGTH_AFTER_PREFIX;
            if (from >= 0 && startsWith(prefix, from)) {
                String candidate = word.substring(from);
                if (KeyFormat.isWellFormed(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    private boolean startsWith(String prefix, int from) {
        for (int i = 0; i < prefix.length(); i++) {
            if (word.charAt(from + i) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfKeys(char character) {
        return (character >= '0' && character <= '9')
                || (character >= 'A' && character <= 'Z')
                || (character >= 'a' && character <= 'z');
    }
}
