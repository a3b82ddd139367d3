package dev.tollgate.admin.idempotency;

import dev.tollgate.admin.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Idempotency-Key of a request. An answer may hold a secret, so it is kept sealed by the key that the caller has and
 * nobody else: what is derived from it here tells neither the key nor the answer.
 */
final class IdempotencyKey {
    private static final Pattern FORM = Pattern.compile("[!-~]{16,255}");
    private static final String MAC = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] key;

    private IdempotencyKey(byte[] key) {
        this.key = key;
    }

    /**
     * Reads the header.
     *
     * @param header its lines, at least one
     * @throws ProblemException if it cannot be one
     */
    static IdempotencyKey of(List<String> header) {
        if (header.size() != 1 || !FORM.matcher(header.get(0)).matches()) {
            throw ProblemException.badRequest(
                    "Idempotency-Key must be 16 to 255 visible ASCII characters that nobody can guess, such as a UUID.");
        }
        return new IdempotencyKey(header.get(0).getBytes(StandardCharsets.US_ASCII));
    }

    /** By what the answer is found. */
    byte[] id() {
        return mac("id");
    }

    byte[] seal(byte[] plain, SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, plain, 0);
        byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
        return both;
    }

    /** @throws IllegalStateException if it was not sealed by this key, or changed since */
    byte[] open(byte[] sealed) {
        return crypt(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), sealed, NONCE_BYTES);
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] bytes, int from) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, new SecretKeySpec(mac("seal"), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(bytes, from, bytes.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("An answer that was kept for a repeated request cannot be read.", e);
        }
    }

    private byte[] mac(String purpose) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + MAC + ".", e);
        }
    }
}
