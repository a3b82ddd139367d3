package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How people sign in, stay in, and get out. */
class SignInIT {
    private static final String OTHER_PASSWORD = "another long password";

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient admin = system.http();
    private final People people = new People(admin);
    private final String email = People.email();

    private String invitation() {
        return people.invited(email, "viewer", null).text("invitation");
    }

    private Browser signedIn() {
        Browser browser = new Browser(admin);
        browser.redeem(invitation(), People.PASSWORD).expect(200);
        return browser;
    }

    @Test
    void shouldLetSomebodyChooseAPasswordAndSignInWithIt() {
        String invitation = invitation();
        Browser first = new Browser(admin);
        Reply in = first.redeem(invitation, People.PASSWORD).expect(200);
        assertThat(in.header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax", "Path=/");
        assertThat(in.body()).doesNotContain(Objects.requireNonNull(first.cookie(Browser.SESSION)));

        Browser second = new Browser(admin);
        second.signIn(email.toUpperCase(Locale.ROOT), People.PASSWORD).expect(200);
        Reply me = second.get("/api/v1/session").expect(200);
        assertThat(me.json().path("user").path("email").asString()).isEqualTo(email);
        assertThat(me.json().path("user").path("signed_in_at").isNull()).isFalse();
        assertThat(me.json().path("rights").toString())
                .isEqualTo("[\"accounts:read\",\"billing:read\",\"keys:read\",\"plans:read\",\"usage:read\"]");

        new Browser(admin).redeem(invitation, OTHER_PASSWORD).expectProblem(401);
    }

    @Test
    void shouldRefuseAWrongPasswordAsItDoesANameThatNobodyHas() {
        signedIn();
        Reply wrong = new Browser(admin).signIn(email, OTHER_PASSWORD).expectProblem(401);
        Reply nobody = new Browser(admin).signIn(People.email(), OTHER_PASSWORD).expectProblem(401);

        assertThat(wrong.body()).isEqualTo(nobody.body());
    }

    @Test
    void shouldSlowDownThoseWhoGuess() {
        signedIn();
        Browser guesser = new Browser(admin);
        Reply last = guesser.signIn(email, OTHER_PASSWORD);
        // Where a minute ends meanwhile, the counting begins anew.
        for (int i = 0; i < 25 && last.status() == 401; i++) {
            last = guesser.signIn(email, OTHER_PASSWORD);
        }
        last.expectProblem(429);
        assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 60);
    }

    @Test
    void shouldEndASessionAtOnce() {
        Browser browser = signedIn();
        String cookie = Objects.requireNonNull(browser.cookie(Browser.SESSION));
        browser.send("DELETE", "/api/v1/session", null).expect(204);
        assertThat(browser.cookie(Browser.SESSION)).isNull();

        browser.setCookie(Browser.SESSION, cookie);
        browser.get("/api/v1/plans").expectProblem(401);
    }

    @Test
    void shouldEndSessionsOfWhomeverIsDisabledOrGone() {
        Browser browser = signedIn();
        String id =
                browser.get("/api/v1/session").json().path("user").path("id").asString();
        browser.get("/api/v1/plans").expect(200);

        admin.patch("/api/v1/users/" + id, "{'state': 'disabled'}").expect(200);
        browser.get("/api/v1/plans").expectProblem(401);
        new Browser(admin).signIn(email, People.PASSWORD).expectProblem(401);

        admin.patch("/api/v1/users/" + id, "{'state': 'active'}").expect(200);
        browser.get("/api/v1/plans").expect(200);
        admin.delete("/api/v1/users/" + id).expect(204);
        browser.get("/api/v1/plans").expectProblem(401);
    }

    @Test
    void shouldActOnANewRoleWithTheNextCall() {
        Browser browser = signedIn();
        String id =
                browser.get("/api/v1/session").json().path("user").path("id").asString();
        browser.get("/api/v1/audit").expectProblem(403);

        admin.patch("/api/v1/users/" + id, "{'role': 'admin'}").expect(200);

        browser.get("/api/v1/audit").expect(200);
    }

    @Test
    void shouldTakeNothingThatAnotherSiteCouldHaveSent() {
        Browser browser = signedIn();
        String body = "{'current_password': 'x', 'new_password': '" + OTHER_PASSWORD + "'}";
        String csrf = Objects.requireNonNull(browser.cookie(Browser.CSRF));

        browser.send(browser.request("/api/v1/session/password"), "PUT", body).expectProblem(403);
        browser.send(browser.request("/api/v1/session/password").header("X-XSRF-TOKEN", csrf + "x"), "PUT", body)
                .expectProblem(403);
        // One of another browser is no better than none.
        String others = Objects.requireNonNull(new Browser(admin).cookie(Browser.CSRF));
        browser.send(browser.request("/api/v1/session/password").header("X-XSRF-TOKEN", others), "PUT", body)
                .expectProblem(403);
        admin.send(admin.request("/api/v1/session")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")))
                .expectProblem(403);
        // Nor is one of a session that has ended.
        browser.signIn(email, People.PASSWORD).expect(200);
        browser.send(browser.request("/api/v1/session/password").header("X-XSRF-TOKEN", csrf), "PUT", body)
                .expectProblem(403);
    }

    @Test
    void shouldChangeAPasswordForOneWhoKnowsItAndEndTheOtherSessions() {
        Browser browser = signedIn();
        Browser other = new Browser(admin);
        other.signIn(email, People.PASSWORD).expect(200);

        browser.send("PUT", "/api/v1/session/password", change(OTHER_PASSWORD, OTHER_PASSWORD))
                .expectProblem(403);
        browser.send("PUT", "/api/v1/session/password", change(People.PASSWORD, OTHER_PASSWORD))
                .expect(200);

        browser.get("/api/v1/plans").expect(200);
        other.get("/api/v1/plans").expectProblem(401);
        new Browser(admin).signIn(email, People.PASSWORD).expectProblem(401);
        new Browser(admin).signIn(email, OTHER_PASSWORD).expect(200);
    }

    private static String change(String current, String next) {
        return "{'current_password': '" + current + "', 'new_password': '" + next + "'}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"eleven char", "seventy-three-bytes-are-more-than-bcrypt-looks-at-so-nobody-may-have-them"})
    void shouldRefuseAPasswordThatIsTooShortOrTooLong(String password) {
        new Browser(admin).redeem(invitation(), password).expectInvalid("password");
    }

    @Test
    void shouldWriteDownWhoSignedInAndWhoDidWhat() {
        Browser browser = new Browser(admin);
        browser.redeem(people.invited(email, "admin", null).text("invitation"), People.PASSWORD)
                .expect(200);
        String id =
                browser.get("/api/v1/session").json().path("user").path("id").asString();
        String account = browser.post("/api/v1/accounts", "{'name': 'Example', 'plan': 'free'}")
                .expect(201)
                .text("id");

        assertThat(admin.get("/api/v1/audit?object=" + id + "&action=session.began")
                        .json()
                        .path("data")
                        .path(0)
                        .path("actor")
                        .asString())
                .isEqualTo("user:" + id);
        assertThat(admin.get("/api/v1/audit?object=" + account)
                        .json()
                        .path("data")
                        .path(0)
                        .path("actor")
                        .asString())
                .isEqualTo("user:" + id);
    }

    @Test
    void shouldKeepNoSecretOfAnybodyAnywhere() {
        String invitation = invitation();
        Browser browser = new Browser(admin);
        browser.redeem(invitation, People.PASSWORD).expect(200);
        browser.signIn(email, People.PASSWORD).expect(200);
        String cookie = Objects.requireNonNull(browser.cookie(Browser.SESSION));

        String everything = SecrecyIT.tables(system) + CapturedLog.text();

        assertThat(everything).contains(email).doesNotContain(invitation, People.PASSWORD, cookie);
    }
}
