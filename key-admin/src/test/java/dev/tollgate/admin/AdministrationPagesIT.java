package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.v1.ApiKey;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Accounts, plans, people and the audit log, as an admin changes them without a script. */
class AdministrationPagesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern REVISION = Pattern.compile("name=\"(?:revision|version)\" value=\"([0-9]+)\"");
    private static final Pattern INVITATION = Pattern.compile("id=\"secret\">http://[^<]*/invitation#([^<]+)<");

    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final People people = new People(http);
    private final Browser admin = people.signedIn("admin", null);
    private final String run = Long.toHexString(System.nanoTime());

    @Test
    void shouldChangeAnAccountsPlanAndLimitAndTellTheGates() {
        String account = http.account("free");
        String key = http.key(account).text("id");
        String page = "/accounts/" + account + "/settings";
        LocalDateTime end = LocalDateTime.now(ZoneOffset.UTC).plusDays(3).truncatedTo(ChronoUnit.MINUTES);

        admin.submit(
                        page,
                        Map.of(
                                "name", "Renamed " + run,
                                "plan", "solopreneur",
                                "state", "active",
                                "shadow", "yes",
                                "daily_limit_override.daily_limit", "5000",
                                "daily_limit_override.expires_at", end.toString(),
                                "revision", revision(page)))
                .expect(302);

        JsonNode changed = http.get("/api/v1/accounts/" + account).json();
        assertThat(changed.path("name").asString()).isEqualTo("Renamed " + run);
        assertThat(changed.path("plan").asString()).isEqualTo("solopreneur");
        assertThat(changed.path("shadow").asBoolean()).isTrue();
        assertThat(changed.at("/daily_limit_override/daily_limit").asLong()).isEqualTo(5_000);
        assertThat(changed.at("/daily_limit_override/expires_at").asString()).startsWith(end.toString());
        await().atMost(SOON).untilAsserted(() -> {
            List<ApiKey> told = system.topics().ofKey(key);
            assertThat(told.get(told.size() - 1).getOverrideDailyLimit()).isEqualTo(5_000);
        });
        assertThat(admin.open(page).expect(200).body())
                .contains("value=\"5000\"", "checked", "5,000 requests a UTC day");

        admin.submit(page, Map.of("name", "Plain", "plan", "solopreneur", "state", "suspended"))
                .expect(302);

        JsonNode plain = http.get("/api/v1/accounts/" + account).json();
        assertThat(plain.path("daily_limit_override").isNull()).isTrue();
        assertThat(plain.path("shadow").asBoolean()).isFalse();
        assertThat(plain.path("state").asString()).isEqualTo("suspended");
    }

    @Test
    void shouldSayWhatIsWrongWithAnAccountsSettingsAndKeepWhatWasTyped() {
        String account = http.account("free");
        String page = "/accounts/" + account + "/settings";
        String revision = revision(page);

        Reply wrong = admin.submit(
                page,
                Map.of(
                        "name", "",
                        "plan", "free",
                        "daily_limit_override.daily_limit", "many",
                        "daily_limit_override.expires_at", "2020-01-01T00:00"));
        Reply noEnd = admin.submit(page, Map.of("name", "X", "daily_limit_override.daily_limit", "7"));
        http.patch("/api/v1/accounts/" + account, "{'name': 'By somebody else'}")
                .expect(200);
        Reply late = admin.submit(page, Map.of("name", "By me", "plan", "free", "revision", revision));

        assertThat(wrong.expect(400).body())
                .contains("This must not be blank.", "This must be a whole number", "This must lie in the future.")
                .contains("value=\"many\"");
        assertThat(noEnd.expect(400).body()).contains("This is required: when the plan&#39;s limit acts again.");
        assertThat(late.expect(412).body()).contains("Somebody has changed it since", "value=\"By me\"");
        assertThat(http.get("/api/v1/accounts/" + account).text("name")).isEqualTo("By somebody else");
    }

    @Test
    void shouldDeleteAnAccount() {
        String account = http.account("free");

        admin.submit(
                        "/accounts/" + account + "/delete",
                        Map.of("revision", revision("/accounts/" + account + "/settings")))
                .expect(302);

        http.get("/api/v1/accounts/" + account).expect(404);
        admin.open("/accounts/" + account + "/settings").expect(404);
    }

    @Test
    void shouldMakeAPlanChangeItAndShowWhatItSaid() {
        String id = "plan_" + run;

        admin.submit("/plans", Map.of("id", id, "name", "Made " + run, "daily_limit", "77", "quota_scope", "account"))
                .expect(302);
        String edit = "/plans/" + id + "/edit";
        String version = revision(edit);
        admin.submit(
                        edit,
                        Map.of("name", "Changed " + run, "enforcement", "strict", "hold", "true", "version", version))
                .expect(302);
        Reply late = admin.submit(edit, Map.of("name", "Late " + run, "version", version));
        Reply wrong = admin.submit("/plans", Map.of("id", "Not An Id", "name", "X", "max_keys", "none"));

        JsonNode plan = http.get("/api/v1/plans/" + id).json();
        assertThat(plan.path("daily_limit").isNull()).isTrue();
        assertThat(plan.path("enforcement").asString()).isEqualTo("strict");
        assertThat(plan.path("quota_scope").asString()).isEqualTo("account");
        assertThat(plan.path("hold").asBoolean()).isTrue();
        assertThat(late.expect(412).body()).contains("Somebody has changed it since");
        assertThat(wrong.expect(400).body()).contains("must be lower-case letters", "This must be a whole number");
        assertThat(admin.open("/plans").expect(200).body()).contains("Changed " + run, "all keys together", "refuses");
        assertThat(admin.open(edit).expect(200).body()).contains("Made " + run, ">77<", "unlimited");
    }

    @Test
    void shouldInviteSomebodyWhoThenComesIn() {
        String account = http.account("free");
        String email = People.email();

        Reply wrong = admin.submit("/people", Map.of("email", "nobody", "name", "Ada", "role", "member"));
        Reply invited = admin.submit(
                "/people", Map.of("email", email, "name", "Ada " + run, "role", "member", "account_id", account));
        MatchResult link = INVITATION
                .matcher(invited.expect(200).body())
                .results()
                .findFirst()
                .orElseThrow();
        Browser ada = new Browser(http);
        ada.submit("/invitation", Map.of("invitation", link.group(1), "password", People.PASSWORD))
                .expect(302);

        assertThat(wrong.expect(400).body()).contains("value=\"nobody\"", "class=\"error\"");
        assertThat(ada.open("/").expect(302).header("Location")).isEqualTo("/accounts/" + account + "/keys");
        String id = idOf("Ada " + run);
        assertThat(admin.open("/people/" + id + "/edit").expect(200).body()).contains(email, account);

        Map<String, String> form = new HashMap<>(Map.of("name", "Ada " + run, "role", "viewer", "state", "active"));
        admin.submit("/people/" + id + "/edit", form).expect(302);
        assertThat(ada.open("/").expect(302).header("Location")).isEqualTo("/accounts");
        form.put("state", "disabled");
        admin.submit("/people/" + id + "/edit", form).expect(302);
        assertThat(ada.open("/").expect(302).header("Location")).startsWith("/signin");
        assertThat(admin.submit("/people/" + id + "/invitation", Map.of())
                        .expect(409)
                        .body())
                .contains("This person is disabled");
        admin.submit("/people/" + id + "/delete", Map.of()).expect(302);
        admin.open("/people/" + id + "/edit").expect(404);
    }

    @Test
    void shouldNotLetAnAdminMakeAnOwner() {
        Reply refused = admin.submit("/people", Map.of("email", People.email(), "name", "Eve", "role", "owner"));

        assertThat(refused.expect(403).body()).contains("has rights that you do not have yourself");
    }

    @Test
    void shouldShowWhatWasDoneAndWhetherTheRecordIsWhole() {
        String account = http.account("free");
        http.patch("/api/v1/accounts/" + account, "{'name': 'Audited " + run + "'}")
                .expect(200);

        String page = admin.open("/audit?object=" + account).expect(200).body();

        assertThat(page)
                .contains(
                        "account.changed",
                        "account.created",
                        "<del>Example Ltd</del>",
                        "Audited " + run,
                        "admin-token");
        assertThat(admin.open("/audit?object=" + account + "&action=account.created")
                        .expect(200)
                        .body())
                .doesNotContain("account.changed<");
        assertThat(admin.open("/audit?object=" + account + "&to=2020-01-01T00:00")
                        .expect(200)
                        .body())
                .contains("Nothing like that was done.");
        assertThat(admin.open("/audit?from=yesterday").expect(400).body()).contains("from must be a moment");
        assertThat(admin.open("/audit/seal").expect(200).body()).contains("blocks is as it was sealed");
    }

    private String revision(String page) {
        return REVISION.matcher(admin.open(page).expect(200).body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private String idOf(String name) {
        return system.sql()
                .sql("SELECT id FROM users WHERE name = ?")
                .param(name)
                .query(String.class)
                .single();
    }
}
