package dev.tollgate.auth.decision;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** What a request brings to be recognised by. */
public sealed interface Credential {
    /** The scheme of RFC 6750. */
    String BEARER = "Bearer";

    /** No key. */
    Missing MISSING = new Missing();

    /** No key: no Authorization header, another scheme than Bearer, or nothing behind it. */
    record Missing() implements Credential {}

    /** More than one Authorization header: which of them counts must not be guessed. */
    record Ambiguous() implements Credential {}

    /** Something behind Bearer, well-formed or not. A secret. */
    final class Token implements Credential {
        private final byte[] characters;

        /** @param text as it came */
        public Token(String text) {
            // A character that has no byte becomes one that no key has.
            this.characters = text.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** Its characters in ISO 8859-1. Not to be changed. */
        public byte[] characters() {
            return characters;
        }

        /** As it came. */
        public String text() {
            return new String(characters, StandardCharsets.ISO_8859_1);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Token that && MessageDigest.isEqual(characters, that.characters);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(characters);
        }

        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    /** Reads the values of a request's Authorization headers. The scheme's case does not matter (RFC 9110, 11.1). */
    static Credential of(Enumeration<String> authorizationHeaders) {
        if (!authorizationHeaders.hasMoreElements()) {
            return MISSING;
        }
        String value = authorizationHeaders.nextElement().strip();
        if (authorizationHeaders.hasMoreElements()) {
            return new Ambiguous();
        }
        int schemeEnd = BEARER.length();
        boolean isBearer = value.length() > schemeEnd
                && value.charAt(schemeEnd) == ' '
                && value.regionMatches(true, 0, BEARER, 0, schemeEnd);
        // RFC 6750 allows more than one space.
        String token = isBearer ? value.substring(schemeEnd + 1).strip() : "";
        return token.isEmpty() ? MISSING : new Token(token);
    }
}
