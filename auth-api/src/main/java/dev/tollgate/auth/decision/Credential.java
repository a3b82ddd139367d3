package dev.tollgate.auth.decision;

import java.util.Enumeration;

/** What a request brings to be recognised by. */
public sealed interface Credential {
    /** No key: no Authorization header, another scheme than Bearer, or nothing behind it. */
    record Missing() implements Credential {}

    /** More than one Authorization header: which of them counts must not be guessed. */
    record Ambiguous() implements Credential {}

    /**
     * Something behind Bearer, well-formed or not.
     *
     * @param text as it came; a secret
     */
    record Token(String text) implements Credential {
        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    /** Reads the values of a request's Authorization headers. The scheme's case does not matter (RFC 9110, 11.1). */
    static Credential of(Enumeration<String> authorizationHeaders) {
        if (!authorizationHeaders.hasMoreElements()) {
            return new Missing();
        }
        String value = authorizationHeaders.nextElement().strip();
        if (authorizationHeaders.hasMoreElements()) {
            return new Ambiguous();
        }
        int space = value.indexOf(' ');
        if (space < 0 || !value.substring(0, space).equalsIgnoreCase("Bearer")) {
            return new Missing();
        }
        // RFC 6750 allows more than one space.
        String token = value.substring(space + 1).strip();
        return token.isEmpty() ? new Missing() : new Token(token);
    }
}
