package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminApiTokensIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient admin = system.http();

    private Reply made(String scopes, String more) {
        return admin.post("/api/v1/tokens", "{'name': 'CI', 'scopes': [" + scopes + "]" + more + "}")
                .expect(201);
    }

    private AdminClient caller(Reply token) {
        return new AdminClient(admin.port(), token.text("token"));
    }

    @Test
    void shouldLetItsHolderDoWhatItsScopesSayAndNothingElse() {
        Reply token = made("'accounts:write', 'plans:read'", "");
        assertThat(token.text("token")).startsWith("tgadmin_").hasSize(51);
        assertThat(token.header("Cache-Control")).isEqualTo("no-store");
        AdminClient holder = caller(token);

        String account = holder.post("/api/v1/accounts", "{'name': 'Example', 'plan': 'free'}")
                .expect(201)
                .text("id");
        holder.get("/api/v1/plans").expect(200);
        Reply refused = holder.get("/api/v1/accounts/" + account).expectProblem(403);
        assertThat(refused.text("detail")).contains("accounts:read");
        assertThat(admin.get("/api/v1/audit?object=" + account)
                        .json()
                        .path("data")
                        .path(0)
                        .path("actor")
                        .asString())
                .isEqualTo("token:" + token.text("id"));
        Reply listed = admin.get("/api/v1/tokens?limit=200").expect(200);
        assertThat(listed.body()).contains(token.text("id")).doesNotContain(token.text("token"));
    }

    @Test
    void shouldEndWhenItIsDeletedOrItsTimeIsOver() {
        Reply token = made("'plans:read'", ", 'expires_at': '2099-01-01T00:00:00Z'");
        caller(token).get("/api/v1/plans").expect(200);
        admin.delete("/api/v1/tokens/" + token.text("id")).expect(204);
        caller(token).get("/api/v1/plans").expectProblem(401);
        admin.delete("/api/v1/tokens/" + token.text("id")).expectProblem(404);

        Reply old = made("'plans:read'", ", 'expires_at': '2099-01-01T00:00:00Z'");
        system.sql()
                .sql("UPDATE admin_tokens SET expires_at = now() - interval '1 second' WHERE id = ?")
                .param(old.text("id"))
                .update();
        caller(old).get("/api/v1/plans").expectProblem(401);
    }

    @Test
    void shouldKnowOfOneAccountOnlyWhereThatIsSaid() {
        String own = admin.account("free");
        String others = admin.account("free");
        AdminClient holder = caller(made("'keys:read', 'keys:write'", ", 'account_id': '" + own + "'"));

        String key = holder.key(own).text("id");
        holder.get("/api/v1/keys/" + key).expect(200);
        holder.get("/api/v1/accounts/" + others + "/keys").expectProblem(404);
        holder.post("/api/v1/keys/revoke", "{'ids': ['" + key + "']}").expectProblem(403);
        String scopes = "'scopes': ['messages:read', 'tollgate:report-usage']";
        holder.post("/api/v1/accounts/" + own + "/keys", "{'name': 'Reporter', " + scopes + "}")
                .expectInvalid("scopes");
        holder.patch("/api/v1/keys/" + key, "{" + scopes + "}").expectInvalid("scopes");
        admin.patch("/api/v1/keys/" + key, "{" + scopes + "}").expect(200);
    }

    @Test
    void shouldHaveNoRightThatItsMakerHasNot() {
        AdminClient maker = caller(made("'tokens:write', 'plans:read'", ""));

        maker.post("/api/v1/tokens", "{'name': 'x', 'scopes': ['plans:read']}").expect(201);
        maker.post("/api/v1/tokens", "{'name': 'x', 'scopes': ['plans:write']}").expectProblem(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'scopes': ['plans:read']} | name",
                "{'name': 'x'} | scopes",
                "{'name': 'x', 'scopes': []} | scopes",
                "{'name': 'x', 'scopes': ['plans:eat']} | scopes",
                "{'name': 'x', 'scopes': ['plans:read'], 'expires_at': '2001-01-01T00:00:00Z'} | expires_at",
                "{'name': 'x', 'scopes': ['plans:read'], 'account_id': 'acc_1'} | account_id",
            })
    void shouldSayWhatIsWrong(String body, String field) {
        admin.post("/api/v1/tokens", body).expectInvalid(field);
    }

    @Test
    void shouldGiveATokenOfOneAccountNoMoreThanAMemberHas() {
        admin.post(
                        "/api/v1/tokens",
                        "{'name': 'x', 'scopes': ['audit:read'], 'account_id': '" + admin.account("free") + "'}")
                .expectInvalid("scopes");
    }
}
