package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.testing.BackingServices;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient admin = system.http();
    private final People people = new People(admin);

    @Test
    void shouldShowAnInvitationOnceAndNeverAPassword() {
        Reply invited = people.invited(People.email(), "billing", null);
        assertThat(invited.text("invitation")).hasSize(43);
        assertThat(invited.header("Cache-Control")).isEqualTo("no-store");

        Reply shown = admin.get("/api/v1/users/" + invited.text("id")).expect(200);
        assertThat(shown.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "email",
                        "name",
                        "role",
                        "account_id",
                        "state",
                        "has_password",
                        "created_at",
                        "signed_in_at");
        assertThat(shown.json().path("has_password").asBoolean()).isFalse();
        assertThat(admin.get("/api/v1/users").expect(200).body()).doesNotContain(invited.text("invitation"));
    }

    @Test
    void shouldInviteAgainAndEndTheInvitationBefore() {
        Reply first = people.invited(People.email(), "viewer", null);
        Reply again = admin.post("/api/v1/users/" + first.text("id") + "/invitation", "{}")
                .expect(200);

        new Browser(admin).redeem(first.text("invitation"), People.PASSWORD).expectProblem(401);
        new Browser(admin).redeem(again.text("invitation"), People.PASSWORD).expect(200);
    }

    @Test
    void shouldHaveOnePersonForAnAddress() {
        String email = People.email();
        people.invited(email, "viewer", null);

        admin.post(
                        "/api/v1/users",
                        "{'email': '" + email.toUpperCase(Locale.ROOT) + "', 'name': 'Ada', 'role': 'viewer'}")
                .expectProblem(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name': 'A', 'role': 'viewer'} | email",
                "{'email': 'nonsense', 'name': 'A', 'role': 'viewer'} | email",
                "{'email': 'a@b c', 'name': 'A', 'role': 'viewer'} | email",
                "{'email': 'a@example.com', 'role': 'viewer'} | name",
                "{'email': 'a@example.com', 'name': 'A'} | role",
                "{'email': 'a@example.com', 'name': 'A', 'role': 'root'} | role",
                "{'email': 'a@example.com', 'name': 'A', 'role': 'member'} | account_id",
                "{'email': 'a@example.com', 'name': 'A', 'role': 'member', 'account_id': 'acc_1'} | account_id",
                "{'email': 'a@example.com', 'name': 'A', 'role': 'viewer', 'password': 'x'} | password",
            })
    void shouldSayWhatIsWrong(String body, String field) {
        admin.post("/api/v1/users", body).expectInvalid(field);
    }

    @Test
    void shouldMakeNobodyAMemberWithoutAnAccountOrSomebodyElseWithOne() {
        String account = admin.account("free");
        String viewer = "/api/v1/users/"
                + people.invited(People.email(), "viewer", null).text("id");
        String member = "/api/v1/users/"
                + people.invited(People.email(), "member", account).text("id");

        admin.patch(viewer, "{'role': 'member'}").expectInvalid("account_id");
        admin.patch(viewer, "{'account_id': '" + account + "'}").expectInvalid("account_id");
        admin.patch(member, "{'role': 'viewer'}").expectInvalid("account_id");
        admin.patch(member, "{'account_id': null}").expectInvalid("account_id");

        admin.patch(viewer, "{'role': 'member', 'account_id': '" + account + "'}")
                .expect(200);
        admin.patch(member, "{'role': 'viewer', 'account_id': null}").expect(200);
    }

    @Test
    void shouldLetNobodyGiveRightsThatTheyDoNotHave() {
        Browser some = people.signedIn("admin", null);
        String owner = people.invited(People.email(), "owner", null).text("id");

        some.post("/api/v1/users", "{'email': '" + People.email() + "', 'name': 'A', 'role': 'owner'}")
                .expectProblem(403);
        some.send("PATCH", "/api/v1/users/" + owner, "{'role': 'viewer'}").expectProblem(403);
        some.send("DELETE", "/api/v1/users/" + owner, null).expectProblem(403);
        some.post("/api/v1/users/" + owner + "/invitation", "{}").expectProblem(403);
        some.post("/api/v1/users", "{'email': '" + People.email() + "', 'name': 'A', 'role': 'admin'}")
                .expect(201);
    }

    @Test
    void shouldKeepAMemberToTheirAccount() {
        String own = admin.account("free");
        String others = admin.account("free");
        String othersKey = admin.key(others).text("id");
        Browser member = people.signedIn("member", own);
        Reply made = member.post("/api/v1/accounts/" + own + "/keys", "{'name': 'Mine'}")
                .expect(201);
        member.get("/api/v1/keys/" + made.text("id")).expect(200);

        Reply hidden = member.get("/api/v1/keys/" + othersKey).expectProblem(404);
        Reply missing =
                member.get("/api/v1/keys/key_00000000000000000000000000").expectProblem(404);
        assertThat(hidden.text("detail")).isEqualTo(missing.text("detail"));
        member.get("/api/v1/accounts/" + others).expectProblem(404);
        member.send("DELETE", "/api/v1/keys/" + othersKey, null).expectProblem(404);
        admin.get("/api/v1/keys/" + othersKey).expect(200);

        Reply audit = admin.get("/api/v1/audit?action=access.refused&object=" + othersKey)
                .expect(200);
        assertThat(audit.json().path("data")).hasSize(2);
        assertThat(audit.json().path("data").path(0).path("actor").asString()).startsWith("user:usr_");
    }

    /** On a system of its own, for it needs the only owner there is. */
    @Test
    void shouldKeepTheLastOwnerAndEndTheAdminTokenThatWasMade(@TempDir Path folder) throws Exception {
        BackingServices services = BackingServices.shared();
        try (AdminSystem alone =
                AdminSystem.startWithMadeToken(services.kafkaBootstrapServers(), services.newDatabase(), folder)) {
            AdminClient root = alone.http();
            People others = new People(root);
            Reply first = others.invited(People.email(), "owner", null);

            root.get("/api/v1/users").expect(200);
            Browser owner = new Browser(root);
            owner.redeem(first.text("invitation"), People.PASSWORD).expect(200);
            root.get("/api/v1/users").expectProblem(401);
            String path = "/api/v1/users/" + first.text("id");
            owner.send("PATCH", path, "{'role': 'admin'}").expectProblem(409);
            owner.send("PATCH", path, "{'state': 'disabled'}").expectProblem(409);
            owner.send("DELETE", path, null).expectProblem(409);

            Reply second = owner.post(
                            "/api/v1/users", "{'email': '" + People.email() + "', 'name': 'B', 'role': 'owner'}")
                    .expect(201);
            owner.send("PATCH", path, "{'role': 'admin'}").expectProblem(409);
            new Browser(root).redeem(second.text("invitation"), People.PASSWORD).expect(200);
            owner.send("PATCH", path, "{'role': 'admin'}").expect(200);
            owner.send("PATCH", path, "{'role': 'owner'}").expectProblem(403);
        }
    }
}
