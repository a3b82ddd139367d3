package dev.tollgate.contracts;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Addresses in the settings to which, or by which, secrets go. */
public final class SafeUrl {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private SafeUrl() {}

    /**
     * Lets an address pass that nobody on the way can listen at.
     *
     * @param variable the setting that has it, for the sentence
     * @throws IllegalArgumentException if it is another one
     */
    public static void require(String variable, String url) {
        if (!isSafe(url)) {
            throw new IllegalArgumentException(
                    variable + " must begin with https:// (http:// is for this machine's loopback address only).");
        }
    }

    private static boolean isSafe(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return uri.getHost() != null
                    && (scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(uri.getHost())));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
