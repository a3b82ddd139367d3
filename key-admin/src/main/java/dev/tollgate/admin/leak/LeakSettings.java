package dev.tollgate.admin.leak;

import dev.tollgate.contracts.SafeUrl;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate.leaks}.
 *
 * @param publicKeysUrl where those who report leaks say with which keys they sign; blank to believe nobody
 * @param action {@code revoke} or {@code flag}: what becomes of a leaked key
 */
@ConfigurationProperties("tollgate.leaks")
record LeakSettings(String publicKeysUrl, String action) {
    private static final String REVOKE = "revoke";
    private static final String FLAG = "flag";

    LeakSettings {
        if (!publicKeysUrl.isBlank()) {
            SafeUrl.require("TOLLGATE_LEAK_PUBLIC_KEYS_URL", publicKeysUrl);
        }
        if (!action.equals(REVOKE) && !action.equals(FLAG)) {
            throw new IllegalArgumentException("TOLLGATE_LEAK_ACTION must be " + REVOKE + " or " + FLAG + ".");
        }
    }

    boolean revokes() {
        return action.equals(REVOKE);
    }
}
