package dev.tollgate.admin;

import dev.tollgate.admin.AdminClient.Reply;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes people known who then sign in. */
final class People {
    static final String PASSWORD = "correct horse battery";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final AdminClient admin;

    People(AdminClient admin) {
        this.admin = admin;
    }

    /** An address that nobody has yet. */
    static String email() {
        return "person" + NUMBER.incrementAndGet() + "@example.com";
    }

    /** Somebody who has been invited; the answer, which shows the invitation. */
    Reply invited(String email, String role, @Nullable String account) {
        return admin.post(
                        "/api/v1/users",
                        "{'email': '" + email + "', 'name': 'Ada', 'role': '" + role + "', 'account_id': "
                                + (account == null ? "null" : "'" + account + "'") + "}")
                .expect(201);
    }

    /** Somebody who is signed in. */
    Browser signedIn(String role, @Nullable String account) {
        Browser browser = new Browser(admin);
        browser.redeem(invited(email(), role, account).text("invitation"), PASSWORD)
                .expect(200);
        return browser;
    }
}
