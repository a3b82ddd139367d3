package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.allowance.Standing;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.key.SampleKeys;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees, case by case: statuses, bodies and headers to the letter, on both endpoints. */
class ClientAnswersTest {
    private static final Standing QUOTA = SampleKeys.standing(1_000, 997, EdgeServer.RESET);
    private static final String ASKING = "Authorization: Bearer whatever";

    private static EdgeServer server;

    /**
     * A line of the table.
     *
     * @param retryAfter what the decision says and the answer repeats; 0 where it says nothing
     */
    record Case(Reason reason, int status, String body, long retryAfter, boolean live) {}

    static List<Case> table() {
        return List.of(
                new Case(Reason.KEY_MISSING, 401, "{\"error\":\"API key required\"}", 0, false),
                new Case(Reason.KEY_INVALID, 401, "{\"error\":\"Invalid API key\"}", 0, false),
                new Case(Reason.KEY_REVOKED, 401, "{\"error\":\"API key has been revoked\"}", 0, false),
                new Case(Reason.KEY_EXPIRED, 401, "{\"error\":\"API key has been revoked\"}", 0, false),
                new Case(Reason.ACCOUNT_DELETED, 401, "{\"error\":\"API key has been revoked\"}", 0, false),
                new Case(Reason.KEY_DISABLED, 401, "{\"error\":\"API key has been disabled\"}", 0, false),
                new Case(
                        Reason.AUTHORIZATION_AMBIGUOUS,
                        400,
                        "{\"error\":\"More than one Authorization header\"}",
                        0,
                        false),
                new Case(Reason.SCOPE_MISSING, 403, "{\"error\":\"API key lacks the required scope\"}", 0, true),
                new Case(
                        Reason.IP_NOT_ALLOWED,
                        403,
                        "{\"error\":\"API key is not allowed from this IP address\"}",
                        0,
                        true),
                new Case(Reason.ACCOUNT_SUSPENDED, 403, "{\"error\":\"Account is suspended\"}", 0, true),
                new Case(
                        Reason.QUOTA_EXCEEDED,
                        429,
                        "{\"error\":\"Rate limit exceeded\",\"retry_after\":3600}",
                        3600,
                        true),
                new Case(Reason.BURST_EXCEEDED, 429, "{\"error\":\"Rate limit exceeded\",\"retry_after\":1}", 1, true),
                new Case(Reason.GUESSING, 429, "{\"error\":\"Rate limit exceeded\",\"retry_after\":17}", 17, false),
                new Case(Reason.NOT_READY, 503, "{\"error\":\"Temporarily unavailable\",\"retry_after\":1}", 1, false),
                new Case(
                        Reason.NO_ALLOWANCE, 503, "{\"error\":\"Temporarily unavailable\",\"retry_after\":2}", 2, true),
                new Case(
                        Reason.JOURNAL_FULL,
                        503,
                        "{\"error\":\"Temporarily unavailable\",\"retry_after\":5}",
                        5,
                        false));
    }

    @BeforeAll
    static void start() {
        server = EdgeServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldHaveEveryReasonInItsTable() {
        Set<Reason> listed = table().stream().map(Case::reason).collect(Collectors.toSet());

        assertThat(listed).isEqualTo(EnumSet.allOf(Reason.class));
        assertThat(table()).hasSize(Reason.values().length);
    }

    @ParameterizedTest
    @MethodSource("table")
    void shouldRefuseExactlySo(Case expected) throws IOException {
        Standing quota = expected.live ? QUOTA : null;
        server.decide(new Refused(expected.reason, null, quota, expected.retryAfter));

        for (String path : List.of("/api/v1/identity", "/api/v1/me/usage", "/auth")) {
            Reply reply = server.http().send("GET", path, ASKING);

            assertThat(reply.status()).isEqualTo(expected.status);
            assertThat(reply.body()).isEqualTo(expected.body);
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
            assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(expected.body.length()));
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(reply.header("WWW-Authenticate")).isEqualTo(expected.status == 401 ? "Bearer" : null);
            assertThat(reply.header("Retry-After"))
                    .isEqualTo(expected.retryAfter == 0 ? null : Long.toString(expected.retryAfter));
            assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("x-tollgate-"));
            assertQuota(reply, expected.live);
        }
    }

    @Test
    void shouldTellAdmittedCallersWhoTheyAre() throws IOException {
        server.decide(new Admitted(SampleKeys.key("a"), SampleKeys.FREE, QUOTA));

        Reply reply = server.http().send("GET", "/api/v1/identity", ASKING);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.body()).startsWith("{\"key_id\":\"key_1\",").contains("\"usage_today\":3,");
        assertQuota(reply, true);
        assertThat(server.lastAsked().route().name()).isEqualTo("GET /api/v1/identity");
    }

    @Test
    void shouldTellCallersWhatIsLeftForNothing() throws IOException {
        server.decide(new Admitted(SampleKeys.key("a"), SampleKeys.FREE, QUOTA));

        Reply reply = server.http().send("GET", "/api/v1/me/usage", ASKING);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.body()).startsWith("{\"limit\":1000,\"used\":3,");
        assertQuota(reply, true);
        assertThat(server.lastAsked().route().name()).isEqualTo("GET /api/v1/me/usage");
        assertThat(server.lastAsked().route().cost()).isZero();
    }

    @Test
    void shouldAnswerAHeadLikeAGetWithoutItsBody() throws IOException {
        server.decide(new Admitted(SampleKeys.key("a"), SampleKeys.FREE, QUOTA));

        Reply get = server.http().send("GET", "/api/v1/identity", ASKING);
        Reply head = server.http().send("HEAD", "/api/v1/identity", ASKING);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        assertQuota(head, true);
    }

    @Test
    void shouldTellWhatShadowModeLetThrough() throws IOException {
        server.decide(new Admitted(
                SampleKeys.key("a"),
                SampleKeys.FREE,
                SampleKeys.standing(100, 0, EdgeServer.RESET),
                Reason.QUOTA_EXCEEDED));
        double before = server.count("tollgate.decisions", "outcome", "shadow_quota_exceeded");

        for (String path : List.of("/auth", "/api/v1/identity")) {
            Reply reply = server.http().send("GET", path, "Authorization: Bearer x");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("X-Tollgate-Shadow")).isEqualTo("quota_exceeded");
            assertThat(reply.header("X-RateLimit-Remaining")).isEqualTo("0");
        }
        assertThat(server.count("tollgate.decisions", "outcome", "shadow_quota_exceeded"))
                .isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
    void shouldTellTheGatewayWhoAsksWhateverTheMethod(String method) throws IOException {
        server.decide(new Admitted(SampleKeys.key("b", "a"), SampleKeys.FREE, QUOTA));

        Reply reply = server.http().send(method, "/auth", ASKING, "X-Tollgate-Scopes: admin");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("X-Tollgate-Account")).isEqualTo("acc_1");
        assertThat(reply.header("X-Tollgate-Key")).isEqualTo("key_1");
        assertThat(reply.header("X-Tollgate-Plan")).isEqualTo("free");
        assertThat(reply.header("X-Tollgate-Scopes")).isEqualTo("a b");
        assertQuota(reply, true);
    }

    @Test
    void shouldSendAllIdentityHeadersEvenIfEmpty() throws IOException {
        server.decide(new Admitted(SampleKeys.key(), SampleKeys.UNLIMITED, null));

        Reply reply = server.http().send("GET", "/auth", ASKING);

        assertThat(reply.header("X-Tollgate-Scopes")).isEmpty();
        assertQuota(reply, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
    void shouldRefuseOtherMethodsForIdentity(String method) throws IOException {
        int asked = server.asked().size();

        Reply reply = server.http().send(method, "/api/v1/identity", ASKING);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(reply.body()).isEqualTo("{\"error\":\"Method not allowed\"}");
        assertThat(server.asked()).hasSize(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/identity/", "/api/v1/identity/x", "/auth/", "/index.html", "/error"})
    void shouldKnowNoOtherPath(String path) throws IOException {
        Reply reply = server.http().send("GET", path, ASKING);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Not found\"}");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void shouldGiveProblemDetailsToThoseWhoPreferThem() throws IOException {
        server.decide(new Refused(Reason.QUOTA_EXCEEDED, null, QUOTA, 3600));

        Reply reply = server.http().send("GET", "/api/v1/identity", ASKING, "Accept: application/problem+json");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.body())
                .startsWith("{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\"")
                .endsWith("\"error\":\"Rate limit exceeded\",\"retry_after\":3600}");
        assertThat(reply.header("Retry-After")).isEqualTo("3600");
    }

    @Test
    void shouldCountEveryOutcomeOnce() throws IOException {
        server.decide(new Refused(Reason.KEY_MISSING, null, null, 0));
        double before = server.count("tollgate.decisions", "outcome", "key_missing");

        server.http().send("GET", "/auth");

        assertThat(server.count("tollgate.decisions", "outcome", "key_missing")).isEqualTo(before + 1);
    }

    private static void assertQuota(Reply reply, boolean present) {
        assertHeader(reply, "X-RateLimit-Limit", present ? "1000" : null);
        assertHeader(reply, "X-RateLimit-Remaining", present ? "997" : null);
        assertHeader(reply, "X-RateLimit-Reset", present ? Long.toString(EdgeServer.RESET) : null);
        assertHeader(reply, "RateLimit-Policy", present ? "\"daily\";q=1000;w=86400" : null);
        assertHeader(reply, "RateLimit", present ? "\"daily\";r=997;t=3600" : null);
    }

    private static void assertHeader(Reply reply, String name, @Nullable String value) {
        assertThat(reply.header(name)).as(name).isEqualTo(value);
    }
}
