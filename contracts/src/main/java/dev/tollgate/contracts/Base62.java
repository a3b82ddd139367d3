package dev.tollgate.contracts;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** Digits 0-9, A-Z, a-z: text that survives a double click, a URL and a shell. */
final class Base62 {
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    private static final boolean[] IS_DIGIT = new boolean[128];

    static {
        for (byte digit : DIGITS) {
            IS_DIGIT[digit] = true;
        }
    }

    private Base62() {}

    static boolean isDigit(int character) {
        return character >= 0 && character < IS_DIGIT.length && IS_DIGIT[character];
    }

    /** Fills {@code [from, to)} of {@code target} with digits, each equally likely. */
    static void random(SecureRandom random, byte[] target, int from, int to) {
        for (int i = from; i < to; i++) {
            target[i] = DIGITS[random.nextInt(DIGITS.length)];
        }
    }

    /** Writes the last {@code to - from} digits of {@code number}, with leading zeros. */
    static void write(long number, byte[] target, int from, int to) {
        Arrays.fill(target, from, to, DIGITS[0]);
        long rest = number;
        for (int i = to - 1; i >= from; i--) {
            target[i] = DIGITS[(int) (rest % DIGITS.length)];
            rest /= DIGITS.length;
        }
    }

    /** Whether {@link #write} would leave there what is there. */
    static boolean isWritten(long number, byte[] target, int from, int to) {
        long rest = number;
        int difference = 0;
        for (int i = to - 1; i >= from; i--) {
            difference |= target[i] ^ DIGITS[(int) (rest % DIGITS.length)];
            rest /= DIGITS.length;
        }
        return difference == 0;
    }
}
