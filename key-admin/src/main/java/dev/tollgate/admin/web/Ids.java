package dev.tollgate.admin.web;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Public ids: a prefix, the time in milliseconds and 80 random bits, in 26 characters that sort by time. */
@Component
public final class Ids {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_BYTES = 10;
    private static final int BITS = 5;

    private static final Pattern FORM = Pattern.compile("[a-z]{3}_[0-9a-z]{26}");

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    public Ids(Clock clock) {
        this.clock = clock;
    }

    /** Whether {@code text} can be an id of something. */
    public static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    /** A new id, such as {@code key_01kb…}. */
    public String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix).append('_');
        append(id, clock.millis(), TIME_DIGITS);
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        // Five bytes at a time are eight digits.
        for (int i = 0; i < RANDOM_BYTES; i += BITS) {
            long bits = 0;
            for (int j = i; j < i + BITS; j++) {
                bits = bits << Byte.SIZE | (bytes[j] & 0xFF);
            }
            append(id, bits, Byte.SIZE);
        }
        return id.toString();
    }

    private static void append(StringBuilder id, long value, int digits) {
        for (int digit = digits - 1; digit >= 0; digit--) {
            id.append(DIGITS.charAt((int) (value >>> (digit * BITS)) & 31));
        }
    }
}
