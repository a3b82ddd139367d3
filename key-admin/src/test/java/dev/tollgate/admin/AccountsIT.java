package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsIT {
    private final AdminClient http = AdminSystem.shared().http();

    @Test
    void shouldMakeShowAndListAccounts() {
        Reply made = http.post("/api/v1/accounts", "{'name': '  Müller & Søn ', 'plan': 'solopreneur'}")
                .expect(201);

        assertThat(made.header("Content-Type")).isEqualTo("application/json");
        assertThat(made.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "plan", "state", "daily_limit_override", "shadow", "created_at");
        assertThat(made.text("id")).matches("acc_[0-9a-z]{26}");
        assertThat(made.text("name")).isEqualTo("Müller & Søn");
        assertThat(made.text("plan")).isEqualTo("solopreneur");
        assertThat(made.text("state")).isEqualTo("active");
        assertThat(Instant.parse(made.text("created_at"))).isBeforeOrEqualTo(Instant.now());
        assertThat(http.get("/api/v1/accounts/" + made.text("id")).expect(200).json())
                .isEqualTo(made.json());
        assertThat(ids("/api/v1/accounts", 200)).contains(made.text("id"));
    }

    @Test
    void shouldListInPartsThatMissNothingAndRepeatNothing() {
        List<String> made = List.of(http.account("free"), http.account("free"), http.account("free"));

        List<String> listed = ids("/api/v1/accounts", 2);

        assertThat(listed).containsAll(made).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void shouldChangeWhatIsGivenAndLeaveTheRest() {
        String path = "/api/v1/accounts/" + http.account("free");

        Reply renamed = http.patch(path, "{'name': 'Other'}").expect(200);
        assertThat(renamed.text("name")).isEqualTo("Other");
        assertThat(renamed.text("plan")).isEqualTo("free");

        Reply moved =
                http.patch(path, "{'plan': 'enterprise', 'state': 'suspended'}").expect(200);
        assertThat(moved.text("name")).isEqualTo("Other");
        assertThat(moved.text("plan")).isEqualTo("enterprise");
        assertThat(moved.text("state")).isEqualTo("suspended");
        assertThat(http.get(path).json()).isEqualTo(moved.json());
        assertThat(http.patch(path, "{}").expect(200).json()).isEqualTo(moved.json());
        assertThat(http.patch(path, "{'state': 'active'}").expect(200).text("state"))
                .isEqualTo("active");
    }

    @Test
    void shouldRefuseAChangeByOneWhoDoesNotKnowTheAccountAsItIs() {
        Reply made =
                http.post("/api/v1/accounts", "{'name': 'One', 'plan': 'free'}").expect(201);
        String path = "/api/v1/accounts/" + made.text("id");
        String known = made.header("ETag");
        assertThat(http.get(path).header("ETag")).isEqualTo(known);
        assertThat(http.matching(known, "PATCH", path, "{'name': 'One'}")
                        .expect(200)
                        .header("ETag"))
                .as("nothing was changed")
                .isEqualTo(known);
        String next = http.matching(known, "PATCH", path, "{'name': 'Two'}")
                .expect(200)
                .header("ETag");
        assertThat(http.get(path).header("ETag")).isEqualTo(next).isNotEqualTo(known);

        http.matching(known, "PATCH", path, "{'name': 'Three'}").expectProblem(412);
        http.matching(known, "DELETE", path, null).expectProblem(412);
        http.matching("none", "PATCH", path, "{'name': 'Three'}").expectProblem(400);
        assertThat(http.get(path).text("name")).isEqualTo("Two");
        http.matching(next, "DELETE", path, null).expect(204);
    }

    @Test
    void shouldForgetADeletedAccountButNotItsPast() {
        String account = http.account("free");
        String path = "/api/v1/accounts/" + account;
        String key = http.key(account).text("id");

        assertThat(http.delete(path).expect(204).body()).isEmpty();

        http.get(path).expectProblem(404);
        http.patch(path, "{'name': 'Back'}").expectProblem(404);
        http.delete(path).expectProblem(404);
        http.post(path + "/keys", "{'name': 'More'}").expectProblem(404);
        assertThat(ids("/api/v1/accounts", 200)).doesNotContain(account);
        assertThat(http.get(path + "/keys").expect(200).json().path("data"))
                .singleElement()
                .satisfies(shown -> assertThat(shown.path("id").asString()).isEqualTo(key));
        http.get(path + "/usage").expect(200);
        http.get("/api/v1/keys/" + key).expect(200);
    }

    private List<String> ids(String path, int limit) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = http.get(path + "?limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .expect(200);
            assertThat(page.json().path("data").size()).isLessThanOrEqualTo(limit);
            page.json()
                    .path("data")
                    .forEach(account -> ids.add(account.path("id").asString()));
            cursor = page.text("next_cursor");
        } while (!cursor.isEmpty());
        return ids;
    }
}
