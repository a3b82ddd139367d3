package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, and what is said to calls that lead nowhere. */
class AdminAccessIT {
    private static final String GOOD = "Bearer " + AdminSystem.TOKEN;

    private final AdminClient http = AdminSystem.shared().http();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/accounts",
                "/api/v1/plans",
                "/api/v1/nothing",
                "/",
                "/error",
                "/actuator",
                "/actuator/env",
                "/actuator/healthy",
                "/actuator/prometheus/x"
            })
    void shouldLetNobodyInWithoutTheToken(String path) {
        Reply reply = http.send(http.request(path)).expectProblem(401);

        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/../../api/v1/accounts",
                "/actuator/health;/../../api/v1/accounts",
                "/actuator/health/..;/..;/api/v1/accounts",
                "//api/v1/accounts",
                "/api/v1/accounts/%2e%2e%2e",
                "/api/v1/accounts;/actuator/health"
            })
    void shouldTakeNoPathThatMeansAnother(String path) {
        http.send(http.request(path)).expectProblem(400);
        http.get(path).expectProblem(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Basic YTpi",
                AdminSystem.TOKEN,
                "Token " + AdminSystem.TOKEN,
                GOOD + "x",
                "Bearer a" + AdminSystem.TOKEN,
                GOOD + ", " + GOOD,
                "Bearer é"
            })
    void shouldRefuseAnyOtherAuthorization(String authorization) throws Exception {
        String answer =
                RawHttp.answerTo(http.port(), "GET /api/v1/accounts HTTP/1.1", "Authorization: " + authorization);

        assertThat(answer).startsWith("HTTP/1.1 401").contains("WWW-Authenticate: Bearer", "application/problem+json");
        assertThat(answer).doesNotContain(AdminSystem.TOKEN);
    }

    @Test
    void shouldRefuseTwoAuthorizations() throws Exception {
        String authorization = "Authorization: " + GOOD;

        assertThat(RawHttp.answerTo(http.port(), "GET /api/v1/accounts HTTP/1.1", authorization, authorization))
                .startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
    void shouldTakeTheSchemeInAnyCase(String scheme) {
        http.send(http.request("/api/v1/plans").header("Authorization", scheme + AdminSystem.TOKEN))
                .expect(200);
    }

    @Test
    void shouldShowHealthAndMetricsToAnybody() {
        for (String path : new String[] {"/actuator/health", "/actuator/health/liveness"}) {
            assertThat(http.send(http.request(path)).expect(200).text("status")).isEqualTo("UP");
        }
        Reply ready = http.send(http.request("/actuator/health/readiness")).expect(200);
        assertThat(ready.json().path("components").propertyNames())
                .containsExactlyInAnyOrder("readinessState", "db", "topics");
        assertThat(http.send(http.request("/actuator/prometheus")).expect(200).body())
                .contains("tollgate_outbox_depth", "tollgate_outbox_published_total", "tollgate_usage_rows_total")
                .doesNotContain(AdminSystem.TOKEN);
        for (String path : new String[] {"/actuator/env", "/actuator/beans", "/actuator/heapdump"}) {
            http.get(path).expectProblem(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/nothing,404",
        "GET,/assets/nothing.js,404",
        "GET,/webjars/nothing.js,404",
        "GET,/api/v1,404",
        "GET,/api/v1/nothing,404",
        "GET,/api/v1/accounts/,404",
        "GET,/favicon.ico,404",
        "PUT,/api/v1/accounts,405",
        "DELETE,/api/v1/accounts,405",
        "POST,/api/v1/accounts/acc_1,405",
        "GET,/api/v1/outbox/republish,405",
        "DELETE,/api/v1/plans/free,405"
    })
    void shouldSayThatThereIsNothing(String method, String path, int status) {
        Reply reply = http.send(method, path, null).expectProblem(status);

        assertThat(reply.header("Allow").isEmpty()).isEqualTo(status != 405);
    }

    @Test
    void shouldRefuseWhatIsNotJsonBeforeItDoesAnything() {
        Reply text = http.send(http.request("/api/v1/accounts")
                .header("Authorization", GOOD)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"name\": \"x\", \"plan\": \"free\"}")));
        text.expectProblem(415);
        http.send(http.request("/api/v1/accounts")
                        .header("Authorization", GOOD)
                        .POST(BodyPublishers.ofString("{\"name\": \"x\", \"plan\": \"free\"}")))
                .expectProblem(415);
        http.send(http.request("/api/v1/accounts")
                        .header("Authorization", GOOD)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("name=x&plan=free")))
                .expectProblem(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "application/json;charset=nonsense", "application/json;charset=\"", "/"})
    void shouldRefuseATypeThatIsNone(String type) {
        http.send(http.request("/api/v1/accounts")
                        .header("Authorization", GOOD)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString("{\"name\": \"x\", \"plan\": \"free\"}")))
                .expectProblem(415);
    }

    @Test
    void shouldNotReadALargeBodyOfUnknownLengthToItsEnd() {
        http.send(http.request("/api/v1/accounts")
                        .header("Authorization", GOOD)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000]))))
                .expectProblem(413);
    }

    @Test
    void shouldNotMakeAKeyThatItCannotShow() {
        String keys = "/api/v1/accounts/" + http.account("free") + "/keys";
        HttpRequest.Builder request = http.request(keys)
                .header("Authorization", GOOD)
                .header("Content-Type", "application/json")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString("{\"name\": \"x\"}"));

        http.send(request).expectProblem(406);

        assertThat(http.get(keys).json().path("data").isEmpty()).isTrue();
    }

    /** Who reads the document expects nothing there but a problem, and so do clients that are generated from it. */
    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/accounts/acc_00000000000000000000000000, 404",
        "DELETE, /api/v1/keys/key_00000000000000000000000000, 404",
        "DELETE, /api/v1/users/usr_00000000000000000000000000, 404",
        "DELETE, /api/v1/tokens/tok_00000000000000000000000000, 404",
        "DELETE, /api/v1/session, 204",
        "POST, /api/v1/keys/revoke, 400",
    })
    void shouldAskForNothingToBeAcceptedWhereNothingIsAnswered(String method, String path, int status) {
        HttpRequest.Builder request = http.request(path)
                .header("Authorization", GOOD)
                .header("Content-Type", "application/json")
                .header("Accept", "application/problem+json")
                .method(method, BodyPublishers.ofString("{}"));

        http.send(request).expect(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "*/*", "application/*"})
    void shouldTellProblemsWhateverIsAccepted(String accept) {
        http.send(http.request("/api/v1/accounts/acc_1")
                        .header("Authorization", GOOD)
                        .header("Accept", accept))
                .expectProblem(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/9.9,",
        "BREW /api/v1/accounts HTTP/1.1,",
        "TRACE /api/v1/accounts HTTP/1.1,",
        "GET /api/v1/accounts?limit=[ HTTP/1.1,",
        "GET /api/v1/accounts HTTP/1.1,X-Large",
    })
    void shouldAnswerWhatTheServerItselfRefusesPlainly(String requestLine, String largeHeader) throws Exception {
        String header = largeHeader == null ? "X-Small: x" : largeHeader + ": " + "x".repeat(20_000);

        String answer = RawHttp.answer(http.port(), requestLine, header);

        assertThat(answer).startsWith("HTTP/1.1 ").contains("application/problem+json");
        assertThat(answer.substring(9, 12)).matches("4..|50[15]");
        assertThat(answer).doesNotContain("html", "Tomcat", AdminSystem.TOKEN);
    }
}
