package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The pages, as they are where no script runs: each link and each form does by itself what it says. */
class PagesIT {
    private static final Pattern SECRET = Pattern.compile("id=\"secret\">([A-Za-z0-9]{64,})<");

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient admin = system.http();
    private final People people = new People(admin);

    private String account = "";
    private Browser member = new Browser(admin);

    @BeforeEach
    void makeAnAccountWithAMember() {
        account = admin.account("free");
        member = people.signedIn("member", account);
    }

    @Test
    void shouldSendPeopleToWhereTheyWantedToGoWhenTheyHaveSignedIn() {
        String email = People.email();
        new Browser(admin)
                .redeem(people.invited(email, "viewer", null).text("invitation"), People.PASSWORD)
                .expect(200);
        Browser browser = new Browser(admin);

        Reply asked = browser.open("/accounts?search=none-of-these");
        Reply in = browser.submit(
                "/signin",
                Map.of("email", email, "password", People.PASSWORD, "next", "/accounts?search=none-of-these"));

        assertThat(asked.expect(302).header("Location")).isEqualTo("/signin?next=%2Faccounts%3Fsearch%3Dnone-of-these");
        assertThat(in.expect(302).header("Location")).isEqualTo("/accounts?search=none-of-these");
        assertThat(browser.open("/accounts?search=none-of-these").expect(200).body())
                .contains("No account matches that.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "/a\nb", "x"})
    void shouldSendNobodyToAnotherSite(String next) {
        String email = People.email();
        Browser browser = new Browser(admin);
        browser.redeem(people.invited(email, "viewer", null).text("invitation"), People.PASSWORD)
                .expect(200);

        Reply in =
                new Browser(admin).submit("/signin", Map.of("email", email, "password", People.PASSWORD, "next", next));

        assertThat(in.expect(302).header("Location")).isEqualTo("/");
    }

    @Test
    void shouldSayWhatIsWrongWithASignInAndKeepWhatWasTyped() {
        Reply reply = new Browser(admin)
                .submit("/signin", Map.of("email", "nobody@example.com", "password", "the wrong password"));

        assertThat(reply.expect(401).body())
                .contains("There is nobody with this e-mail address and password.")
                .contains("value=\"nobody@example.com\"")
                .doesNotContain("the wrong password");
    }

    @Test
    void shouldRefuseAFormOfAnotherSite() {
        Reply reply = new Browser(admin)
                .submit(admin.request("/signin"), Map.of("email", "ada@example.com", "password", People.PASSWORD));

        assertThat(reply.expect(403).body()).contains("This page is too old");
    }

    @Test
    void shouldLetAnInvitedPersonChooseAPasswordAndSignOut() {
        String invitation = people.invited(People.email(), "viewer", null).text("invitation");
        Browser browser = new Browser(admin);

        Reply tooShort = browser.submit("/invitation", Map.of("invitation", invitation, "password", "short"));
        Reply in = browser.submit("/invitation", Map.of("invitation", invitation, "password", People.PASSWORD));

        assertThat(tooShort.expect(400).body()).contains("This must have 12 to 72 characters");
        in.expect(302);
        assertThat(browser.open("/").expect(302).header("Location")).isEqualTo("/accounts");
        browser.submit("/signout", Map.of()).expect(302);
        assertThat(browser.open("/").expect(302).header("Location")).isEqualTo("/signin");
    }

    @Test
    void shouldMakeAKeyAndShowItOnce() {
        Reply made = member.submit(
                "/accounts/" + account + "/keys",
                Map.of(
                        "name",
                        "Workflow",
                        "scopes",
                        "orders:read, orders:write",
                        "lifetime",
                        "90",
                        "daily_limit",
                        "7"));

        String secret = secretIn(made.expect(200));
        assertThat(made.header("Cache-Control")).contains("no-store");
        Reply list = member.open("/accounts/" + account + "/keys").expect(200);
        assertThat(list.body())
                .contains("Workflow", secret.substring(0, 8) + "…" + secret.substring(secret.length() - 4))
                .doesNotContain(secret);
        JsonNode key = admin.get("/api/v1/accounts/" + account + "/keys")
                .json()
                .path("data")
                .path(0);
        assertThat(key.path("scopes").toString()).isEqualTo("[\"orders:read\",\"orders:write\"]");
        assertThat(key.path("daily_limit").asLong()).isEqualTo(7);
        assertThat(key.path("environment").asString()).isEqualTo("live");
        assertThat(key.path("expires_at").asString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "name,'',This is required.",
        "scopes,a/b,This must be 1 to 100 letters",
        "allowed_ips,10.0.0.0/99,This must be addresses such as",
        "daily_limit,many,This must be a whole number",
        "burst_per_second,0,This must be"
    })
    void shouldSayByTheFieldWhatIsWrongWithAKey(String field, String value, String message) {
        Reply reply = member.submit(
                "/accounts/" + account + "/keys",
                field.equals("name") ? Map.of() : Map.of("name", "<b>Ada</b>", field, value));

        assertThat(reply.expect(400).body())
                .contains("Please correct what is marked below.")
                .contains(message)
                .doesNotContain("<b>Ada");
        assertThat(admin.get("/api/v1/accounts/" + account + "/keys").json().path("data"))
                .isEmpty();
    }

    @Test
    void shouldSayThatThePlanAllowsNoMoreKeys() {
        for (int i = 0; i < 3; i++) {
            admin.key(account);
        }

        Reply reply = member.submit("/accounts/" + account + "/keys", Map.of("name", "Fourth"));

        assertThat(reply.expect(409).body()).contains("The plan free allows 3 keys at a time.");
    }

    @Test
    void shouldRotateDisableEnableAndRevoke() {
        String id = admin.key(account).text("id");

        String secret = secretIn(member.submit("/keys/" + id + "/rotate", Map.of("grace_seconds", "3600"))
                .expect(200));
        String next = admin.get("/api/v1/keys/" + id).text("replaced_by");
        String list = "/accounts/" + account + "/keys";
        for (String done : new String[] {"disable", "enable", "revoke"}) {
            assertThat(member.submit("/keys/" + next + "/" + done, Map.of())
                            .expect(302)
                            .header("Location"))
                    .isEqualTo(list);
            assertThat(admin.get("/api/v1/keys/" + next).text("state"))
                    .isEqualTo(Map.of("disable", "disabled", "enable", "active", "revoke", "revoked")
                            .get(done));
        }

        assertThat(secret).isNotBlank();
        assertThat(member.submit("/keys/" + next + "/enable", Map.of())
                        .expect(409)
                        .body())
                .contains("The key has been revoked, for good.");
        assertThat(member.open("/keys/" + id + "/revoke").expect(200).body()).contains("It has never been used.");
    }

    @Test
    void shouldHideWhatIsAnothers() {
        String others = admin.account("free");
        String key = admin.key(others).text("id");

        for (String path : new String[] {
            "/accounts/" + others + "/keys",
            "/accounts/" + others + "/usage",
            "/accounts/" + account + "/usage?key=" + key,
            "/keys/" + key + "/revoke",
            "/nothing"
        }) {
            assertThat(member.open(path).expect(404).body())
                    .contains("<!DOCTYPE html>", "There is no", "Go to the start");
        }
        assertThat(member.open("/accounts").expect(403).body()).contains("This is for those who see all accounts.");
    }

    @Test
    void shouldTellNewcomersWhatToDoAndFindKeysAgain() {
        String list = "/accounts/" + account + "/keys";
        assertThat(member.open(list).body()).contains("No API key yet").contains("Generate New Key");
        admin.key(account);

        assertThat(member.open(list + "?search=nothing-like-it").body()).contains("No key matches that.");
        assertThat(member.open(list + "?finding=no_expiry").body())
                .contains(">1 without an end<", "Keys without an end.", "Give them an expires_at");
        assertThat(member.open(list + "?state=revoked").body()).contains("No key matches that.");
        assertThat(member.open(list + "?state=nonsense").expect(400).body()).contains("state must be one of");
    }

    @Test
    void shouldShowUsageByKeyRouteAndOutcomeAndAsAFile() {
        String key = admin.key(account).text("id");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (UsageTopic topic = system.usageTopic()) {
            topic.commit(
                    UsageTopic.usage(account, key, today, 1, 42),
                    UsageTopic.usage(account, key, today.minusDays(1), 2, 8));
        }
        String page = "/accounts/" + account + "/usage";
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(member.open(page).body()).contains("GET /orders/{}", "Quota exceeded"));

        String days = member.open(page).body();
        String oneKey = member.open(page + "?key=" + key + "&by=hour&from=" + today + "&to=" + today)
                .body();
        Reply csv = member.open(page + ".csv?from=" + today.minusDays(1) + "&to=" + today);

        assertThat(days).contains("<span>50</span>", "50 admitted, 2 refused", "Download CSV");
        assertThat(oneKey).contains("of 100", "<span>58</span>", "Show all keys");
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv");
        assertThat(csv.body())
                .isEqualTo("start,admitted,admitted_requests,refused_requests\r\n" + today.minusDays(1)
                        + "T00:00:00Z,8,8,1\r\n" + today + "T00:00:00Z,42,42,1\r\n");
        assertThat(member.open(page + "?by=month&from=" + today.minusDays(364) + "&to=" + today)
                        .expect(200)
                        .body())
                .contains("Requests by month");
    }

    @Test
    void shouldSayWhichKeyIsUsedUpNext() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String full = admin.key(account).text("id");
        String unused = admin.key(account).text("id");
        String page = "/accounts/" + account + "/usage";
        assertThat(member.open(page).body()).contains("Used up next", "no key today, at this pace");
        try (UsageTopic topic = system.usageTopic()) {
            topic.commit(UsageTopic.usage(account, full, today, 1, 100));
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(member.open(page).body()).contains("until midnight UTC"));
        String body = member.open(page).body();
        String next = body.substring(body.indexOf("Used up next"), body.indexOf("</dl>"));
        admin.patch("/api/v1/accounts/" + account, "{'plan': 'enterprise'}").expect(200);

        assertThat(next).contains("key=" + full).doesNotContain(unused);
        assertThat(member.open(page).body()).doesNotContain("Used up next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?from=yesterday", "?by=minute", "?from=2026-01-02&to=2026-01-01", "?by=hour&from=2026-01-01"})
    void shouldRefuseAPeriodThatIsNone(String query) {
        assertThat(member.open("/accounts/" + account + "/usage" + query)
                        .expect(400)
                        .body())
                .contains("Something in the address is not as it should be", " must ");
    }

    @Test
    void shouldReadNoFormThatIsTooLong() {
        Reply reply = member.submit("/accounts/" + account + "/keys", Map.of("name", "x".repeat(70_000)));

        assertThat(reply.expect(413).body()).contains("longer than 64 kB");
    }

    @Test
    void shouldMakeAccountsAndFindThem() {
        Browser owner = people.signedIn("admin", null);
        String name = "Société " + People.email();

        Reply made = owner.submit("/accounts", Map.of("name", name, "plan", "enterprise"));
        Reply none = owner.submit("/accounts", Map.of("name", "Example", "plan", "none"));

        assertThat(made.expect(302).header("Location")).matches("/accounts/acc_[0-9a-z]{26}/keys");
        assertThat(owner.open(made.header("Location")).body()).contains("Unlimited requests a UTC day");
        assertThat(none.expect(400).body()).contains("This is not known");
        assertThat(owner.open("/accounts?search=" + name.substring(9).toUpperCase(Locale.ROOT))
                        .body())
                .contains(name);
    }

    @Test
    void shouldLetPagesUseWhatComesFromHereAndNothingElse() {
        Reply page = member.open("/accounts/" + account + "/keys");
        MatchResult script = Pattern.compile("src=\"(/assets/tollgate-[0-9a-f]{32}\\.js)\"")
                .matcher(page.body())
                .results()
                .findFirst()
                .orElseThrow();
        Reply asset = admin.send(admin.request(script.group(1)));

        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; script-src 'self';");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(asset.expect(200).header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(asset.header("Content-Security-Policy")).doesNotContain("script-src");
    }

    @Test
    void shouldMakeTheFirstOwnerOnlyWhereThereIsNone() {
        people.signedIn("owner", null);

        Reply second = new Browser(admin)
                .submit(
                        "/first-owner",
                        Map.of(
                                "token",
                                AdminSystem.TOKEN,
                                "name",
                                "Eve",
                                "email",
                                People.email(),
                                "password",
                                People.PASSWORD));
        Reply guessed = new Browser(admin)
                .submit(
                        "/first-owner",
                        Map.of(
                                "token",
                                "not-the-admin-token",
                                "name",
                                "Eve",
                                "email",
                                People.email(),
                                "password",
                                People.PASSWORD));

        assertThat(second.expect(409).body()).contains("There is an owner already.");
        assertThat(guessed.expect(401).body()).contains("This is not the admin token.");
    }

    private static String secretIn(Reply page) {
        return SECRET.matcher(page.body())
                .results()
                .findFirst()
                .map(found -> Objects.requireNonNull(found.group(1)))
                .orElseThrow();
    }
}
