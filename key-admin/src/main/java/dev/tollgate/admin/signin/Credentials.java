package dev.tollgate.admin.signin;

import dev.tollgate.admin.user.EmailAddress;
import dev.tollgate.admin.web.Body;

/** What people sign in with, as they send it. */
record Credentials(String email, String password) {
    static final int NAME_LENGTH_MAX = 100;

    private static final int SECRET_LENGTH_MAX = 200;

    /** Reads {@code email} and {@code password}. */
    static Credentials of(Body body) {
        return new Credentials(EmailAddress.readAny(body), secret(body, "password"));
    }

    static String secret(Body body, String field) {
        return body.secret(field, SECRET_LENGTH_MAX);
    }

    /** A password that somebody wants to have from now on. */
    static String newPassword(Body body, String field) {
        String password = secret(body, field);
        if (!password.isEmpty() && !Passwords.isAcceptable(password)) {
            body.error(
                    field,
                    "must have " + Passwords.BYTES_MIN + " to " + Passwords.BYTES_MAX
                            + " characters (bytes of UTF-8); any will do");
        }
        return password;
    }

    @Override
    public String toString() {
        return "Credentials[" + email + "]";
    }
}
