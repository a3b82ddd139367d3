package dev.tollgate.admin.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent, as the Standard Webhooks specification has it. Secrets are kept nowhere: each follows from the signing key, the
 * webhook's id, and how often its secret was changed.
 */
final class Signing {
    private static final String HMAC = "HmacSHA256";
    private static final String SECRET_PREFIX = "whsec_";

    private final byte[] signingKey;

    Signing(byte[] signingKey) {
        this.signingKey = signingKey.clone();
    }

    /** The secret of a webhook, for its receiver. */
    String secret(String webhookId, int version) {
        return SECRET_PREFIX + base64(secretBytes(webhookId, version));
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param versions of the secrets that are good now, one or two
     */
    String sign(String webhookId, List<Integer> versions, String eventId, Instant at, String body) {
        String signed = eventId + "." + at.getEpochSecond() + "." + body;
        return versions.stream()
                .map(version -> "v1," + base64(hmac(secretBytes(webhookId, version), signed)))
                .collect(Collectors.joining(" "));
    }

    private byte[] secretBytes(String webhookId, int version) {
        return hmac(signingKey, "webhook " + webhookId + " " + version);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256, for keys of any length.", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
