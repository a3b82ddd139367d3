package dev.tollgate.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    /** To look one up takes longer than to use it, and each digest leaves it as new. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(KeyHash::sha256);

    /** The hash of the key's ASCII characters. */
    public static KeyHash of(String key) {
        return fromBytes(SHA_256.get().digest(key.getBytes(StandardCharsets.US_ASCII)));
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
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new KeyHash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
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
