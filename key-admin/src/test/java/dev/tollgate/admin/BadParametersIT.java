package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, cursors and periods that are none. */
class BadParametersIT extends BadInput {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "acc_01",
                "acc_00000000000000000000000000",
                "a..b",
                "'",
                "%27%20OR%201=1--",
                "%F0%9F%98%80",
                "a%20b",
            })
    void shouldNotFindWhatIsNotThere(String id) {
        String encoded = id.replace("'", "%27");
        http.get("/api/v1/accounts/" + encoded).expectProblem(404);
        http.patch("/api/v1/accounts/" + encoded, "{'name': 'x'}").expectProblem(404);
        http.delete("/api/v1/accounts/" + encoded).expectProblem(404);
        http.get("/api/v1/accounts/" + encoded + "/keys").expectProblem(404);
        http.post("/api/v1/accounts/" + encoded + "/keys", "{'name': 'x'}").expectProblem(404);
        http.get("/api/v1/accounts/" + encoded + "/usage").expectProblem(404);
        http.get("/api/v1/keys/" + encoded).expectProblem(404);
        http.patch("/api/v1/keys/" + encoded, "{'state': 'active'}").expectProblem(404);
        http.delete("/api/v1/keys/" + encoded).expectProblem(404);
        http.post("/api/v1/keys/" + encoded + "/revoke", null).expectProblem(404);
        http.get("/api/v1/keys/" + encoded + "/usage").expectProblem(404);
        http.get("/api/v1/plans/" + encoded).expectProblem(404);
        http.patch("/api/v1/plans/" + encoded, "{'name': 'x'}").expectProblem(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "acc_%00", "a%2Fb", "%zz", "%5C", "%C3%28"})
    void shouldRefuseAPathThatIsNone(String id) throws Exception {
        assertThat(RawHttp.answer(http.port(), "GET /api/v1/accounts/" + id + " HTTP/1.1"))
                .startsWith("HTTP/1.1 4")
                .contains("application/problem+json")
                .doesNotContain("html");
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0",
        "limit,201",
        "limit,-1",
        "limit,ten",
        "limit,",
        "limit,1e1",
        "limit,99999999999",
        "cursor,",
        "cursor,x",
        "cursor,acc_",
        "cursor,acc_00000000000000000000000000%27--",
        "cursor,ACC_00000000000000000000000000",
        "cursor,%00"
    })
    void shouldRefuseAPageThatIsNone(String parameter, @Nullable String value) {
        String query = "?" + parameter + "=" + (value == null ? "" : value);
        http.get(ACCOUNTS + query).expectInvalid(parameter);
        http.get(KEYS + query).expectInvalid(parameter);
    }

    @ParameterizedTest
    @CsvSource({
        "from,yesterday",
        "from,2026-02-30",
        "from,2026-1-1",
        "from,",
        "from,2026-01-01T00:00:00Z",
        "from,2999-01-01",
        "from,2020-01-01",
        "from,-999999999-01-01",
        "from,%2B999999999-12-31",
        "to,yesterday",
        "to,2026-13-01",
        "to,-999999999-01-01",
        "to,%2B999999999-12-31",
        "granularity,week",
        "granularity,",
        "granularity,DAY"
    })
    void shouldRefuseAPeriodThatIsNone(String parameter, @Nullable String value) {
        String query = "?" + parameter + "=" + (value == null ? "" : value);
        http.get("/api/v1/keys/" + KEY + "/usage" + query).expectInvalid(parameter);
        http.get("/api/v1/accounts/" + ACCOUNT + "/usage" + query).expectInvalid(parameter);
    }

    @Test
    void shouldRefuseTooManyHours() {
        http.get("/api/v1/keys/" + KEY + "/usage?granularity=hour&from=2026-01-01&to=2026-02-01")
                .expectInvalid("from");
        http.get("/api/v1/keys/" + KEY + "/usage?granularity=hour&from=2026-01-01&to=2026-01-31")
                .expect(200);
        http.get("/api/v1/keys/" + KEY + "/usage?from=2026-01-01&to=2027-02-04").expect(200);
        http.get("/api/v1/keys/" + KEY + "/usage?from=2026-01-01&to=2027-02-05").expectInvalid("from");
        http.get("/api/v1/keys/" + KEY + "/usage?to=0000-01-01").expect(200);
        http.get("/api/v1/keys/" + KEY + "/usage?to=9999-12-31").expect(200);
    }
}
