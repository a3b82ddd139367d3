package dev.tollgate.admin.webhook;

import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate.webhooks}.
 *
 * @param signingKey what secrets follow from, in base64, the same for all instances; blank to make one under the data folder
 * @param privateAddresses whether receivers may have addresses of this network, and speak plain HTTP
 */
@ConfigurationProperties("tollgate.webhooks")
record WebhookSettings(String signingKey, boolean privateAddresses) {
    private static final int BYTES_MIN = 32;

    WebhookSettings {
        if (!signingKey.isBlank()) {
            requireSafe(signingKey);
        }
    }

    private static void requireSafe(String signingKey) {
        try {
            if (Base64.getDecoder().decode(signingKey.strip()).length >= BYTES_MIN) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // The same error as for one that is too short; the cause would show it.
        }
        throw new IllegalArgumentException(
                "TOLLGATE_WEBHOOK_SIGNING_KEY must be " + BYTES_MIN + " bytes or more, in base64.");
    }

    @Override
    public String toString() {
        return "WebhookSettings[privateAddresses=" + privateAddresses + "]";
    }
}
