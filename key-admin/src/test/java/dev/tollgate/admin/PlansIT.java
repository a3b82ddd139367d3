package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlansIT {
    private final AdminSystem system = AdminSystem.shared();
    private final AdminClient http = system.http();
    private final String id = "plan_" + UUID.randomUUID().toString().replace('-', '_');

    @Test
    void shouldBeginWithFourPlans() {
        Reply plans = http.get("/api/v1/plans").expect(200);

        assertThat(plans.json().path("next_cursor").isNull()).isTrue();
        assertPlan("free", "Free", "100", "3");
        assertPlan("solopreneur", "Solopreneur", "1000", "10");
        assertPlan("small_business", "Small Business", "10000", "50");
        assertPlan("enterprise", "Enterprise", "null", "null");
        assertThat(plans.json().path("data"))
                .extracting(plan -> plan.path("id").asString())
                .contains("free", "solopreneur", "small_business", "enterprise");
    }

    private void assertPlan(String plan, String name, String limit, String maxKeys) {
        assertThat(http.get("/api/v1/plans/" + plan).expect(200).body())
                .isEqualTo(("{'id':'" + plan + "','version':1,'name':'" + name + "','daily_limit':" + limit
                                + ",'quota_scope':'key','enforcement':'available','burst_per_second':null,'max_keys':"
                                + maxKeys + ",'hold':false}")
                        .replace('\'', '"'));
    }

    @Test
    void shouldMakeAPlanWithWhatIsNotSaidByDefault() {
        Reply made = http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Tiny', 'daily_limit': 0}")
                .expect(201);

        assertThat(made.body())
                .isEqualTo(("{'id':'" + id + "','version':1,'name':'Tiny','daily_limit':0,'quota_scope':'key',"
                                + "'enforcement':'available','burst_per_second':null,'max_keys':null,'hold':false}")
                        .replace('\'', '"'));
        assertThat(http.get("/api/v1/plans/" + id).expect(200).body()).isEqualTo(made.body());
        assertThat(http.account(id)).startsWith("acc_");
        assertThat(http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Again', 'daily_limit': 1}")
                        .expectProblem(409)
                        .text("detail"))
                .contains(id);
    }

    @Test
    void shouldTellAbsentFromNull() {
        http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'x', 'daily_limit': 5, 'burst_per_second': 7}")
                .expect(201);

        Reply named = http.patch("/api/v1/plans/" + id, "{'name': 'y'}").expect(200);
        assertThat(named.json().path("daily_limit").asLong()).isEqualTo(5);
        assertThat(named.json().path("burst_per_second").asLong()).isEqualTo(7);
        assertThat(named.json().path("version").asLong()).isEqualTo(2);

        Reply unlimited =
                http.patch("/api/v1/plans/" + id, "{'daily_limit': null}").expect(200);
        assertThat(unlimited.json().path("daily_limit").isNull()).isTrue();
        assertThat(unlimited.json().path("burst_per_second").asLong()).isEqualTo(7);

        Reply same = http.patch("/api/v1/plans/" + id, "{'daily_limit': null}").expect(200);
        assertThat(same.json().path("version").asLong()).isEqualTo(3);
    }

    @Test
    void shouldRefuseAChangeByOneWhoDoesNotKnowThePlanAsItIs() {
        String known = http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'One', 'daily_limit': 5}")
                .expect(201)
                .header("ETag");
        String path = "/api/v1/plans/" + id;
        assertThat(http.get(path).header("ETag")).isEqualTo(known);
        String next = http.matching(known, "PATCH", path, "{'name': 'Two'}")
                .expect(200)
                .header("ETag");
        assertThat(http.get(path).header("ETag")).isEqualTo(next).isNotEqualTo(known);

        http.matching(known, "PATCH", path, "{'daily_limit': 6}").expectProblem(412);
        http.matching("none", "PATCH", path, "{'daily_limit': 6}").expectProblem(400);
        assertThat(http.get(path).json().path("daily_limit").asLong()).isEqualTo(5);
    }

    @Test
    void shouldKeepWhatAPlanOnceSaid() {
        http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'x', 'daily_limit': 5}")
                .expect(201);
        http.patch("/api/v1/plans/" + id, "{'daily_limit': 6}").expect(200);

        assertThat(system.sql()
                        .sql("SELECT terms->>'daily_limit' FROM plan_versions WHERE plan_id = ? ORDER BY version")
                        .param(id)
                        .query(String.class)
                        .list())
                .containsExactly("5", "6");
    }
}
