package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.testing.BackingServices;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

/** How people sign in with an identity provider. */
@TestInstance(Lifecycle.PER_CLASS)
class OidcSignInIT {
    private final IdentityProvider provider = new IdentityProvider();
    private final AdminSystem system = start(provider.issuer());
    private final AdminClient admin = system.http();
    private final People people = new People(admin);

    private String email = People.email();

    OidcSignInIT() throws IOException {}

    private static AdminSystem start(String issuer) {
        return AdminSystem.start(
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase(),
                        "--TOLLGATE_PUBLIC_URL=https://tollgate.example.com",
                        "--TOLLGATE_OIDC_ISSUER=" + issuer,
                        "--TOLLGATE_OIDC_CLIENT_ID=" + IdentityProvider.CLIENT_ID,
                        "--TOLLGATE_OIDC_CLIENT_SECRET=" + IdentityProvider.CLIENT_SECRET)
                .whenReady();
    }

    @AfterAll
    void stop() {
        system.close();
        provider.close();
    }

    @BeforeEach
    void tellTheTruth() {
        email = People.email();
        provider.says(claims -> claims.claim("email", email).claim("email_verified", true));
        provider.signsWith(provider.key());
    }

    private static String pathOf(URI uri) {
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private Reply signIn(Browser browser) {
        Reply away = browser.get("/signin/oidc").expect(302);
        URI back = provider.signIn(away.header("Location"));
        assertThat(back).hasScheme("https").hasHost("tollgate.example.com").hasPath("/signin/oidc/callback");
        return browser.get(pathOf(back));
    }

    @Test
    void shouldLetInWhomTheProviderVouchesForWithTheRoleGivenHere() {
        people.invited(email, "viewer", null);
        provider.says(
                claims -> claims.claim("email", email.toUpperCase(Locale.ROOT)).claim("email_verified", true));
        Browser browser = new Browser(admin);

        Reply in = signIn(browser).expect(302);

        assertThat(in.header("Location")).isEqualTo("/");
        assertThat(in.headers().allValues("Set-Cookie"))
                .anySatisfy(
                        cookie -> assertThat(cookie).startsWith(Browser.SESSION).contains("HttpOnly", "Secure"));
        Reply me = browser.get("/api/v1/session").expect(200);
        assertThat(me.json().path("user").path("email").asString()).isEqualTo(email);
        browser.get("/api/v1/plans").expect(200);
        browser.get("/api/v1/users").expectProblem(403);
        assertThat(admin.get("/api/v1/audit?action=session.began").expect(200).body())
                .contains("identity provider");
    }

    @Test
    void shouldLetInNobodyWhomTheyHaveNotInvited() {
        Browser stranger = new Browser(admin);
        signIn(stranger).expectProblem(403);
        assertThat(stranger.cookie(Browser.SESSION)).isNull();
    }

    @Test
    void shouldLetInNobodyWhoIsDisabled() {
        Reply invited = people.invited(email, "viewer", null);
        admin.patch("/api/v1/users/" + invited.json().path("id").asString(), "{'state': 'disabled'}")
                .expect(200);
        signIn(new Browser(admin)).expectProblem(403);
    }

    @Test
    void shouldNotBelieveAnAddressThatNobodyHasVerified() {
        people.invited(email, "owner", null);
        provider.says(claims -> claims.claim("email", email).claim("email_verified", false));
        assertThat(signIn(new Browser(admin)).expectProblem(403).text("detail")).contains("email_verified");

        provider.says(claims -> claims.claim("email", email));
        signIn(new Browser(admin)).expectProblem(403);

        provider.says(claims -> claims.claim("email_verified", true));
        signIn(new Browser(admin)).expectProblem(403);
    }

    static List<ArgumentSet> forgeries() {
        return List.of(
                forgery("another nonce", claims -> claims.claim("nonce", "another")),
                forgery("no nonce", claims -> claims.claim("nonce", null)),
                forgery("for somebody else", claims -> claims.audience("another client")),
                forgery("from somebody else", claims -> claims.issuer("http://127.0.0.1:1")),
                forgery("old", claims -> claims.issueTime(Date.from(Instant.EPOCH))
                        .expirationTime(Date.from(Instant.EPOCH))));
    }

    private static ArgumentSet forgery(String name, UnaryOperator<JWTClaimsSet.Builder> claims) {
        return Arguments.argumentSet(name, claims);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void shouldNotBelieveATokenThatIsNotTheOneAskedFor(UnaryOperator<JWTClaimsSet.Builder> forgery) {
        people.invited(email, "owner", null);
        provider.says(claims -> forgery.apply(claims.claim("email", email).claim("email_verified", true)));
        Browser browser = new Browser(admin);

        signIn(browser).expectProblem(401);

        assertThat(browser.cookie(Browser.SESSION)).isNull();
    }

    @Test
    void shouldNotBelieveATokenThatSomebodyElseSigned() {
        people.invited(email, "owner", null);
        provider.signsWith(IdentityProvider.newKey());

        signIn(new Browser(admin)).expectProblem(401);
    }

    @Test
    void shouldTakeAnAnswerOnceAndFromTheBrowserThatAsked() {
        people.invited(email, "owner", null);
        Browser browser = new Browser(admin);
        String back =
                pathOf(provider.signIn(browser.get("/signin/oidc").expect(302).header("Location")));

        new Browser(admin).get(back).expectProblem(401);
        Browser other = new Browser(admin);
        other.get("/signin/oidc").expect(302);
        other.get(back).expectProblem(401);
        browser.get(back + "x").expectProblem(401);

        Browser again = new Browser(admin);
        String good =
                pathOf(provider.signIn(again.get("/signin/oidc").expect(302).header("Location")));
        again.get(good).expect(302);
        again.get(good).expectProblem(401);
    }

    @Test
    void shouldStartWithoutTheProviderAndSayThatItIsAway() throws IOException {
        IdentityProvider away = new IdentityProvider();
        String issuer = away.issuer();
        away.close();
        try (AdminSystem alone = start(issuer)) {
            Reply reply = new Browser(alone.http()).get("/signin/oidc").expectProblem(503);
            assertThat(Integer.parseInt(Objects.requireNonNull(reply.header("Retry-After"))))
                    .isPositive();
        }
    }

    @Test
    void shouldHaveNoSuchDoorWhereNoProviderIsNamed() {
        new Browser(AdminSystem.shared().http()).get("/signin/oidc").expectProblem(401);
    }
}
