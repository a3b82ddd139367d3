package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.contracts.v1.PlanEdition;
import dev.tollgate.testing.BackingServices;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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
                                + maxKeys + ",'hold':false,'editions':[]}")
                        .replace('\'', '"'));
    }

    @Test
    void shouldMakeAPlanWithWhatIsNotSaidByDefault() {
        Reply made = http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Tiny', 'daily_limit': 0}")
                .expect(201);

        assertThat(made.body())
                .isEqualTo(("{'id':'" + id + "','version':1,'name':'Tiny','daily_limit':0,'quota_scope':'key',"
                                + "'enforcement':'available','burst_per_second':null,'max_keys':null,'hold':false,'editions':[]}")
                        .replace('\'', '"'));
        assertThat(http.get("/api/v1/plans/" + id).expect(200).body()).isEqualTo(made.body());
        assertThat(http.account(id)).startsWith("acc_");
        assertThat(http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Again', 'daily_limit': 1}")
                        .expectProblem(409)
                        .text("detail"))
                .contains(id);
    }

    @Test
    void shouldLeaveOldLimitsToThoseWhoHadThemUntilADayForAll() {
        SettableClock clock = new SettableClock();
        clock.set(Instant.parse("2028-02-28T12:00:00Z"));
        try (AdminSystem then = AdminSystem.startAt(
                        clock,
                        BackingServices.shared().kafkaBootstrapServers(),
                        BackingServices.shared().newDatabase())
                .whenReady()) {
            AdminClient api = then.http();
            String path = "/api/v1/plans/" + id;
            api.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Kept', 'daily_limit': 100, 'max_keys': 1}")
                    .expect(201);
            String old = api.account(id);
            api.key(old);

            api.patch(path, "{'daily_limit': 50, 'max_keys': 2, 'effective_from': '2028-02-29', 'for_existing': false}")
                    .expect(200);
            assertThat(head(api, old)).contains("100 requests a UTC day");
            api.patch(path, "{'daily_limit': 70, 'effective_from': '2028-03-02'}")
                    .expect(200);

            clock.set(Instant.parse("2028-02-29T00:00:00Z"));
            String newcomer = api.account(id);
            api.key(newcomer);
            api.key(newcomer);
            assertThat(head(api, newcomer)).contains("50 requests a UTC day");
            assertThat(head(api, old)).contains("100 requests a UTC day");
            assertThat(api.post("/api/v1/accounts/" + old + "/keys", "{'name': 'Second'}")
                            .status())
                    .isEqualTo(409);

            clock.set(Instant.parse("2028-03-02T00:00:00Z"));
            assertThat(head(api, old)).contains("70 requests a UTC day");
            api.key(old);
            assertThat(then.topics().ofPlan(id)).last().satisfies(told -> {
                assertThat(told.getVersion()).isEqualTo(3);
                assertThat(told.getEditionsList())
                        .extracting(PlanEdition::getForExisting, PlanEdition::getDailyLimit, PlanEdition::getMaxKeys)
                        .containsExactly(tuple(false, 50L, 2), tuple(true, 70L, 2));
            });

            JsonNode changed =
                    api.patch(path, "{'daily_limit': 80}").expect(200).json();
            assertThat(changed.path("editions"))
                    .extracting(edition -> edition.path("version").asInt(), edition -> edition.path("daily_limit")
                            .asInt())
                    .containsExactly(tuple(4, 80), tuple(4, 80));
            assertThat(new People(api)
                            .signedIn("owner", null)
                            .open("/plans/" + id + "/edit")
                            .expect(200)
                            .body())
                    .contains("Other limits from some days on", "from 2028-02-29 for newcomers");
        }
    }

    /** As somebody sees it who signs in at that time. */
    private static String head(AdminClient api, String account) {
        return new People(api)
                .signedIn("viewer", null)
                .open("/accounts/" + account + "/keys")
                .expect(200)
                .body();
    }

    @Test
    void shouldShowWhatAChangeWouldChangeBeforeItDoes() {
        http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Shown', 'daily_limit': 5, 'max_keys': 3}")
                .expect(201);
        http.account(id);
        Browser owner = new People(http).signedIn("owner", null);
        Map<String, String> typed = new HashMap<>(Map.of(
                "version", "1", "name", "Shown", "daily_limit", "7", "quota_scope", "key", "enforcement", "available"));

        assertThat(owner.submit("/plans/" + id + "/diff", typed).expect(200).body())
                .contains("What would change", "daily limit", "max keys", "At once, for 1 accounts")
                .contains("value=\"7\"");
        typed.put("effective_from", "2090-01-01");
        typed.put("whom", "newcomers");
        assertThat(owner.submit("/plans/" + id + "/diff", typed).expect(200).body())
                .contains("From 2090-01-01, for those that come to it then; 1 keep what they have.");
        typed.put("name", "Other");
        assertThat(owner.submit("/plans/" + id + "/diff", typed).expect(400).body())
                .contains("acts for all at once, and cannot wait");
        assertThat(http.get("/api/v1/plans/" + id)
                        .expect(200)
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseLimitsOfADayThatCannotBe() {
        http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'x', 'daily_limit': 5}")
                .expect(201);
        String path = "/api/v1/plans/" + id;

        http.patch(path, "{'daily_limit': 6, 'effective_from': '" + LocalDate.now(ZoneOffset.UTC) + "'}")
                .expectInvalid("effective_from");
        http.patch(path, "{'daily_limit': 6, 'for_existing': false}").expectInvalid("effective_from");
        http.patch(path, "{'name': 'y', 'effective_from': '2090-01-01'}").expectInvalid("name");
        http.patch(path, "{'hold': true, 'effective_from': '2090-01-01'}").expectInvalid("hold");
        assertThat(http.get(path).expect(200).json().path("version").asInt()).isEqualTo(1);
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
