package dev.tollgate.contracts;

import dev.tollgate.contracts.v1.KeyEnvironment;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The shape of an API key: a prefix, with "test" behind it where the key is for tests, 58 random base62 characters (345
 * bits) and a checksum of 6.
 *
 * <p>The checksum is the CRC-32 of all that stands before it. It is no secret: it lets a scanner tell a key from other text,
 * and whoever takes keys over from elsewhere tell those that cannot be. It finds every change within four neighbouring
 * characters, and misses one in four thousand million others.
 */
public final class KeyFormat {
    /** The prefix of keys where no other is configured. */
    public static final String DEFAULT_PREFIX = "tg";

    /** The shortest key there can be. */
    public static final int LENGTH_MIN = 65;

    /** The longest key there can be. */
    public static final int LENGTH_MAX = 84;

    /** What follows the prefix of a key that was made for tests. */
    public static final String TEST_MARK = "test";

    /** The shortest key that may be taken over from elsewhere: a shorter one could be guessed. */
    public static final int FOREIGN_LENGTH_MIN = 16;

    /** The longest key that may be taken over from elsewhere. */
    public static final int FOREIGN_LENGTH_MAX = 512;

    private static final int RANDOM_LENGTH = 58;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int PREFIX_LENGTH_MAX = LENGTH_MAX - TEST_MARK.length() - RANDOM_LENGTH - CHECKSUM_LENGTH;

    private final String prefix;
    private final SecureRandom random;

    /**
     * @param prefix 1 to 16 letters and digits
     * @param random where the secret comes from
     * @throws IllegalArgumentException if the prefix is not of that form
     */
    public KeyFormat(String prefix, SecureRandom random) {
        if (prefix.isEmpty()
                || prefix.length() > PREFIX_LENGTH_MAX
                || !prefix.chars().allMatch(Base62::isDigit)) {
            throw new IllegalArgumentException(
                    "The prefix of API keys must be 1 to " + PREFIX_LENGTH_MAX + " letters and digits.");
        }
        this.prefix = prefix;
        this.random = random;
    }

    /** A new key for live use, never seen before for all practical purposes. */
    public String generate() {
        return generate(KeyEnvironment.LIVE);
    }

    /** A new key for {@code environment}, which its prefix tells. */
    public String generate(KeyEnvironment environment) {
        String mark = environment == KeyEnvironment.TEST ? prefix + TEST_MARK : prefix;
        byte[] head = mark.getBytes(StandardCharsets.US_ASCII);
        byte[] key = Arrays.copyOf(head, head.length + RANDOM_LENGTH + CHECKSUM_LENGTH);
        int checksumFrom = key.length - CHECKSUM_LENGTH;
        Base62.random(random, key, head.length, checksumFrom);
        Base62.write(checksum(key, checksumFrom), key, checksumFrom, key.length);
        return new String(key, StandardCharsets.US_ASCII);
    }

    /**
     * What finds keys with this prefix, live ones and those for tests, in any text. The checksum tells then whether a find is
     * a key: {@link #isWellFormed}.
     */
    public Pattern pattern() {
        return Pattern.compile("(?<![0-9A-Za-z])" + prefix + "(?:" + TEST_MARK + ")?[0-9A-Za-z]{"
                + (RANDOM_LENGTH + CHECKSUM_LENGTH) + "}(?![0-9A-Za-z])");
    }

    /** Whether {@code token} has the length, the characters and the checksum of a key, whatever its prefix. */
    public static boolean isWellFormed(String token) {
        // A character that has no byte becomes one that is no digit.
        byte[] key = token.getBytes(StandardCharsets.ISO_8859_1);
        int length = key.length;
        if (length < LENGTH_MIN || length > LENGTH_MAX) {
            return false;
        }
        for (byte character : key) {
            if (!Base62.isDigit(character)) {
                return false;
            }
        }
        int checksumFrom = length - CHECKSUM_LENGTH;
        return Base62.isWritten(checksum(key, checksumFrom), key, checksumFrom, length);
    }

    /** Whether {@code token} could be a key that was made elsewhere: it has no other characters than visible ASCII. */
    public static boolean couldBeForeign(String token) {
        byte[] key = token.getBytes(StandardCharsets.ISO_8859_1);
        if (key.length < FOREIGN_LENGTH_MIN || key.length > FOREIGN_LENGTH_MAX) {
            return false;
        }
        for (byte character : key) {
            if (character <= ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static long checksum(byte[] key, int length) {
        CRC32 crc = new CRC32();
        crc.update(key, 0, length);
        return crc.getValue();
    }
}
