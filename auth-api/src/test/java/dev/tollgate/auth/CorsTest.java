package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Browsers' pages may call from the configured origins, and only from them. */
class CorsTest {
    private static final String ALLOWED = "Origin: https://app.example.com";
    private static final String OTHER = "Origin: https://evil.example";
    private static final String ASKS_GET = "Access-Control-Request-Method: GET";

    private static EdgeServer server;

    @BeforeAll
    static void start() {
        server = EdgeServer.start("tollgate.cors.allowed-origins=https://app.example.com,http://localhost:3000");
        server.decide(new Refused(Reason.KEY_MISSING, null, null, 0));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldAnswerAPreflightWithoutAKeyAndWithoutCountingIt() throws IOException {
        int asked = server.asked().size();

        Reply reply = server.http().send("OPTIONS", "/api/v1/identity", ALLOWED, ASKS_GET);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
        assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD");
        assertThat(reply.header("Access-Control-Allow-Headers")).isEqualTo("Authorization, Content-Type");
        assertThat(reply.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(reply.header("Vary")).isEqualTo("Origin");
        assertThat(server.asked()).hasSize(asked);
    }

    @Test
    void shouldRefuseAPreflightOfAnotherOrigin() throws IOException {
        Reply reply = server.http().send("OPTIONS", "/api/v1/identity", OTHER, ASKS_GET);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    @Test
    void shouldLetThePageReadRealAnswers() throws IOException {
        Reply reply = server.http().send("GET", "/api/v1/identity", ALLOWED);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
        assertThat(reply.header("Access-Control-Expose-Headers"))
                .isEqualTo("X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, RateLimit-Policy, RateLimit,"
                        + " Retry-After, X-Tollgate-Shadow");
        assertThat(reply.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void shouldNotLetOtherPagesReadThem() throws IOException {
        for (Reply reply : new Reply[] {
            server.http().send("GET", "/api/v1/identity", OTHER), server.http().send("GET", "/api/v1/identity")
        }) {
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Test
    void shouldLetAForwardedPreflightThroughToTheUpstreamAsNobody() throws IOException {
        int asked = server.asked().size();

        Reply reply = server.http().send("GET", "/auth", "X-Forwarded-Method: OPTIONS", ALLOWED, ASKS_GET);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-Tollgate-Account")).isEmpty();
        assertThat(reply.header("X-Tollgate-Key")).isEmpty();
        assertThat(reply.header("X-Tollgate-Plan")).isEmpty();
        assertThat(reply.header("X-Tollgate-Scopes")).isEmpty();
        assertThat(server.asked()).hasSize(asked);
    }

    @Test
    void shouldDecideAForwardedPreflightOfAnotherOriginLikeAnyRequest() throws IOException {
        int asked = server.asked().size();

        Reply other = server.http().send("GET", "/auth", "X-Forwarded-Method: OPTIONS", OTHER, ASKS_GET);
        Reply none = server.http().send("GET", "/auth", "X-Forwarded-Method: OPTIONS", ALLOWED);

        assertThat(other.status()).isEqualTo(401);
        assertThat(none.status()).isEqualTo(401);
        assertThat(server.asked()).hasSize(asked + 2);
    }

    @Test
    void shouldDecideThePreflightOfAnUntrustedPeerLikeAnyRequest() throws IOException {
        try (EdgeServer strict = EdgeServer.start(
                "tollgate.trusted-proxies=10.0.0.0/8", "tollgate.cors.allowed-origins=https://app.example.com")) {
            strict.decide(new Refused(Reason.KEY_MISSING, null, null, 0));

            Reply reply = strict.http().send("OPTIONS", "/auth", ALLOWED, ASKS_GET);

            assertThat(reply.status()).isEqualTo(401);
            assertThat(strict.asked()).hasSize(1);
        }
    }
}
