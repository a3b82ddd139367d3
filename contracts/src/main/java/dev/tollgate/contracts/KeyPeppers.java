package dev.tollgate.contracts;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that keys are hashed with, so that whoever has the hashes alone can test no guess. New keys hang on the first;
 * keys of the others, and those that were made without one, go on to work.
 */
public final class KeyPeppers {
    /** None: keys are hashed with SHA-256 alone. */
    public static final KeyPeppers NONE = new KeyPeppers(List.of());

    private static final String FORM =
            "TOLLGATE_KEY_PEPPERS must be like 2:<base64>,1:<base64>, the one for new keys first: ";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES_MIN = 32;
    private static final int PEPPERS_MAX = 4;
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,8}");

    private final List<Pepper> peppers;

    private KeyPeppers(List<Pepper> peppers) {
        this.peppers = peppers;
    }

    private record Pepper(int id, SecretKeySpec secret) {
        @Override
        public String toString() {
            return "Pepper[" + id + "]";
        }
    }

    /**
     * A key's hash, and what it hangs on.
     *
     * @param pepperId the id of the pepper; 0 for none
     */
    public record Hashed(int pepperId, KeyHash hash) {}

    /**
     * Reads {@code id:secret} pairs with commas between them; blank for none.
     *
     * @throws IllegalArgumentException with a sentence that shows nothing of the text
     */
    public static KeyPeppers parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        List<Pepper> peppers = new ArrayList<>();
        for (String pair : text.split(",", -1)) {
            Pepper pepper = pepper(pair.strip());
            if (peppers.stream().anyMatch(known -> known.id() == pepper.id())) {
                throw new IllegalArgumentException(FORM + "an id is there twice.");
            }
            peppers.add(pepper);
        }
        if (peppers.size() > PEPPERS_MAX) {
            throw new IllegalArgumentException(FORM + "there may be " + PEPPERS_MAX + " at most.");
        }
        return new KeyPeppers(List.copyOf(peppers));
    }

    private static Pepper pepper(String pair) {
        int colon = pair.indexOf(':');
        if (colon < 0 || !ID.matcher(pair.substring(0, colon)).matches()) {
            throw new IllegalArgumentException(FORM + "each begins with a number from 1 to 999999999 and a colon.");
        }
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            // Without its cause, which shows a character of the secret.
            throw new IllegalArgumentException(FORM + "a secret is no base64.");
        }
        if (secret.length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException(FORM + "a secret has fewer than " + SECRET_BYTES_MIN + " bytes.");
        }
        return new Pepper(Integer.parseInt(pair.substring(0, colon)), new SecretKeySpec(secret, ALGORITHM));
    }

    /** The ids, that for new keys first. */
    public List<Integer> ids() {
        return peppers.stream().map(Pepper::id).toList();
    }

    /** How a new key is kept. */
    public Hashed hash(String key) {
        return new Hashed(peppers.isEmpty() ? 0 : peppers.get(0).id(), hash(key, 0));
    }

    /** In how many forms a key may be kept. */
    public int forms() {
        return peppers.size() + 1;
    }

    /**
     * A key's hash in one of its forms: those of the peppers in their order, then that without one.
     *
     * @param form from 0, below {@link #forms()}
     */
    public KeyHash hash(String key, int form) {
        return hash(key.getBytes(StandardCharsets.US_ASCII), form);
    }

    /** Likewise, of a key's ASCII characters. */
    public KeyHash hash(byte[] key, int form) {
        return form == peppers.size()
                ? KeyHash.of(key)
                : KeyHash.fromBytes(mac(peppers.get(form)).doFinal(key));
    }

    private static Mac mac(Pepper pepper) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(pepper.secret());
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA-256.", e);
        }
    }

    @Override
    public String toString() {
        return "KeyPeppers" + ids();
    }
}
