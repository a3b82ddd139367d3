package dev.tollgate.admin.user;

import dev.tollgate.admin.web.Body;
import java.util.Locale;
import java.util.regex.Pattern;

/** What people sign in by: in lower case, so that nobody is there twice. */
public final class EmailAddress {
    private static final int LENGTH_MAX = 254;
    private static final Pattern FORM = Pattern.compile("[^@\\s\"<>(),;:\\\\]+@[^@\\s\"<>(),;:\\\\]+");

    private EmailAddress() {}

    /** Reads the field {@code email} of somebody who is to be made known. */
    public static String read(Body body) {
        String email = readAny(body);
        if (!email.isEmpty() && !FORM.matcher(email).matches()) {
            body.error("email", "must be an address such as ada@example.com");
        }
        return email;
    }

    /** Reads the field {@code email} of somebody who may be known. */
    public static String readAny(Body body) {
        return body.requiredText("email", LENGTH_MAX).toLowerCase(Locale.ROOT);
    }
}
