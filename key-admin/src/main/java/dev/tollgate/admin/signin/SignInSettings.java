package dev.tollgate.admin.signin;

import dev.tollgate.contracts.SafeUrl;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings under {@code tollgate.sign-in}.
 *
 * @param publicUrl where browsers find this server, such as {@code https://tollgate.example.com}; blank where nobody looks
 *     from another machine
 * @param oidcIssuer the OpenID Connect provider that people may sign in with; blank for none
 * @param oidcClientId how the provider knows this server
 * @param oidcClientSecret and how it recognises it
 */
@ConfigurationProperties("tollgate.sign-in")
record SignInSettings(String publicUrl, String oidcIssuer, String oidcClientId, String oidcClientSecret) {
    SignInSettings {
        if (!publicUrl.isBlank()) {
            SafeUrl.require("TOLLGATE_PUBLIC_URL", publicUrl);
            String path = URI.create(publicUrl).getRawPath();
            if (!path.isEmpty() && !path.equals("/")) {
                throw new IllegalArgumentException(
                        "TOLLGATE_PUBLIC_URL has no path: key-admin wants a host, or a port, of its own.");
            }
        }
        if (!oidcIssuer.isBlank()) {
            SafeUrl.require("TOLLGATE_OIDC_ISSUER", oidcIssuer);
            if (Stream.of(publicUrl, oidcClientId, oidcClientSecret).anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("With TOLLGATE_OIDC_ISSUER, set TOLLGATE_PUBLIC_URL,"
                        + " TOLLGATE_OIDC_CLIENT_ID and TOLLGATE_OIDC_CLIENT_SECRET.");
            }
        }
    }

    /** Whether somebody before this server speaks TLS for it. */
    boolean isBehindTls() {
        return publicUrl.toLowerCase(Locale.ROOT).startsWith("https:");
    }

    @Override
    public String toString() {
        return "SignInSettings[publicUrl=" + publicUrl + ", oidcIssuer=" + oidcIssuer + ", oidcClientId=" + oidcClientId
                + "]";
    }
}
