package dev.tollgate.admin.leak;

import java.net.URI;
import java.util.Set;
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
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    LeakSettings {
        if (!publicKeysUrl.isBlank()) {
            URI url = URI.create(publicKeysUrl);
            boolean safe = "https".equals(url.getScheme())
                    || ("http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost())));
            if (!safe) {
                throw new IllegalArgumentException("TOLLGATE_LEAK_PUBLIC_KEYS_URL must begin with https:// (http:// is"
                        + " for this machine's loopback address only).");
            }
        }
        if (!action.equals(REVOKE) && !action.equals(FLAG)) {
            throw new IllegalArgumentException("TOLLGATE_LEAK_ACTION must be " + REVOKE + " or " + FLAG + ".");
        }
    }

    boolean revokes() {
        return action.equals(REVOKE);
    }
}
