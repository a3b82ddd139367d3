package dev.tollgate.contracts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of an API key: what is stored and sent in its place. A key has 345 random bits, so a fast hash gives
 * nothing away.
 *
 * @param a bits 0 to 63
 * @param b bits 64 to 127
 * @param c bits 128 to 191
 * @param d bits 192 to 255
 */
public record KeyHash(long a, long b, long c, long d) {
    /** The length of a hash in bytes. */
    public static final int BYTES = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** To look one up takes longer than to use it, and each digest leaves it as new. */
    private static final ThreadLocal<Sha256> SHA_256 = ThreadLocal.withInitial(Sha256::new);

    private static final class Sha256 {
        private final MessageDigest digest = sha256();
        private final byte[] hash = new byte[BYTES];

        KeyHash of(byte[] key) {
            digest.update(key, 0, key.length);
            try {
                digest.digest(hash, 0, BYTES);
            } catch (DigestException e) {
                throw new IllegalStateException("A SHA-256 has 32 bytes.", e);
            }
            return read(hash);
        }
    }

    /** The hash of the key's ASCII characters. */
    public static KeyHash of(String key) {
        return of(key.getBytes(StandardCharsets.US_ASCII));
    }

    /** The hash of the key whose ASCII characters these are. */
    public static KeyHash of(byte[] key) {
        return SHA_256.get().of(key);
    }

    /**
     * The hash whose bytes these are.
     *
     * @throws IllegalArgumentException if there are not 32 of them
     */
    public static KeyHash fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A key's hash has 32 bytes, not " + bytes.length + ".");
        }
        return read(bytes);
    }

    private static KeyHash read(byte[] bytes) {
        return new KeyHash(
                (long) LONG.get(bytes, 0),
                (long) LONG.get(bytes, Long.BYTES),
                (long) LONG.get(bytes, 2 * Long.BYTES),
                (long) LONG.get(bytes, 3 * Long.BYTES));
    }

    /** -1 if those are not all its bits, 0 if they are. Takes as long either way. */
    public int differs(long otherA, long otherB, long otherC, long otherD) {
        long difference = (a ^ otherA) | (b ^ otherB) | (c ^ otherC) | (d ^ otherD);
        return (int) ((difference | -difference) >> 63);
    }

    /** Its 32 bytes. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    @Override
    public int hashCode() {
        // Already uniform: any part of it is as good as all.
        return Long.hashCode(a);
    }

    @Override
    public String toString() {
        return "KeyHash[…]";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
