package dev.tollgate.admin.key;

import dev.tollgate.contracts.SafeUrl;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate.keys}.
 *
 * @param gateUrl where those who have keys find the gate, such as {@code https://api.example.com}
 */
@ConfigurationProperties("tollgate.keys")
record KeySettings(String gateUrl) {
    KeySettings {
        SafeUrl.require("TOLLGATE_GATE_URL", gateUrl);
        gateUrl = gateUrl.replaceFirst("/$", "");
    }
}
