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
    private static final int RANDOM_DIGITS = 16;
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
        long millis = clock.millis();
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            id.append(DIGITS.charAt((int) (millis >>> (digit * BITS)) & 31));
        }
        for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
            id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return id.toString();
    }
}
