package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.decision.Route;
import dev.tollgate.auth.key.SampleKeys;
import dev.tollgate.contracts.KeyFormat;
import dev.tollgate.contracts.KeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code /auth} believes of what a gateway says. */
class ForwardAuthTest {
    private static final String KEY = new KeyFormat("tg", new SecureRandom()).generate();
    private static final String ASKING = "Authorization: Bearer " + KEY;

    @TempDir
    static Path folder;

    @Test
    void shouldDecideByWhatATrustedProxyForwards() throws IOException {
        try (EdgeServer server = admitting("tollgate.rules-file=" + rules())) {
            Reply reply = server.http()
                    .send(
                            "GET",
                            "/auth",
                            ASKING,
                            "X-Forwarded-Method: DELETE",
                            "X-Forwarded-Uri: /v1/messages/42?force=true",
                            "X-Forwarded-For: 198.51.100.1, 203.0.113.9");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(server.lastAsked().route()).isEqualTo(new Route("messages.delete", "messages:write", 5));
            assertThat(server.lastAsked().source().getHostAddress()).isEqualTo("203.0.113.9");
        }
    }

    @Test
    void shouldBelieveNothingOfAnUntrustedPeer() throws IOException {
        try (EdgeServer server = admitting("tollgate.trusted-proxies=10.0.0.0/8")) {
            server.http()
                    .send(
                            "POST",
                            "/auth",
                            ASKING,
                            "X-Forwarded-Method: DELETE",
                            "X-Forwarded-Uri: /v1/messages/42",
                            "X-Forwarded-For: 203.0.113.9");

            assertThat(server.lastAsked().route()).isEqualTo(new Route("POST /auth", null, 1));
            assertThat(server.lastAsked().source().isLoopbackAddress()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, X-Forwarded-Method: DELETE, X-Other: 1",
        "127.0.0.0/8, X-Forwarded-Uri: /v1/messages/42, X-Other: 1",
        "10.0.0.0/8, X-Forwarded-Method: DELETE, X-Forwarded-Uri: /v1/messages/42"
    })
    void shouldRefuseToApplyRulesToWhatNobodyTrustedHasSaid(String trusted, String one, String two) throws IOException {
        try (EdgeServer server = admitting("tollgate.trusted-proxies=" + trusted, "tollgate.rules-file=" + rules())) {
            Reply reply = server.http().send("GET", "/auth", ASKING, one, two);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body())
                    .isEqualTo("{\"error\":\"The gateway must send X-Forwarded-Method and X-Forwarded-Uri, and be"
                            + " trusted, for the rules to be applied\"}");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void shouldFoldIdsWithoutARule() throws IOException {
        try (EdgeServer server = admitting()) {
            server.http().send("GET", "/auth", ASKING, "X-Forwarded-Uri: /v2/orders/42/");

            assertThat(server.lastAsked().route()).isEqualTo(new Route("GET /v2/orders/{id}", null, 1));
        }
    }

    @Test
    void shouldNameNoRouteAfterWhatAStrangerAsksFor() throws IOException {
        try (EdgeServer server = admitting()) {
            String unknown = new KeyFormat("tg", new SecureRandom()).generate();
            server.http().send("GET", "/auth", "Authorization: Bearer " + unknown, "X-Forwarded-Uri: /scan");
            assertThat(server.lastAsked().route().name()).isEqualTo("other");

            server.http().send("GET", "/auth", ASKING, "X-Forwarded-Uri: /scan");
            assertThat(server.lastAsked().route().name()).isEqualTo("GET /scan");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Uri: /v1/%2e%2e/admin | The path must not hold dot segments",
                "X-Forwarded-Uri: /v1%2fadmin | The path must not hold encoded slashes or backslashes",
                "X-Forwarded-Uri: http://x/ | The path must begin with a slash",
                "X-Forwarded-Uri: | The path must begin with a slash",
                "X-Forwarded-Method: G(T | X-Forwarded-Method is not a method",
            })
    void shouldRefuseWhatTheUpstreamMightReadDifferently(String header, String error) throws IOException {
        try (EdgeServer server = admitting()) {
            Reply reply = server.http().send("GET", "/auth", ASKING, header);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).isEqualTo("{\"error\":\"" + error + "\"}");
            assertThat(server.asked()).isEmpty();
            assertThat(server.count("tollgate.requests.malformed")).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseWhatIsSaidTwice() throws IOException {
        try (EdgeServer server = admitting()) {
            Reply reply = server.http().send("GET", "/auth", ASKING, "X-Forwarded-Uri: /a", "X-Forwarded-Uri: /b");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).isEqualTo("{\"error\":\"More than one X-Forwarded-Uri header\"}");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void shouldSlowDownThoseWhoGuessAndNobodyElse() throws IOException {
        try (EdgeServer server = admitting("tollgate.guess-limit=3")) {
            server.decide(new Refused(Reason.KEY_INVALID, null, null, 0));
            for (int i = 0; i < 3; i++) {
                assertThat(server.http()
                                .send("GET", "/auth", ASKING, "X-Forwarded-For: 203.0.113.9")
                                .status())
                        .isEqualTo(401);
            }
            Reply fourth = server.http().send("GET", "/auth", ASKING, "X-Forwarded-For: 203.0.113.9");
            assertThat(fourth.status()).isEqualTo(429);
            assertThat(fourth.body()).isEqualTo("{\"error\":\"Rate limit exceeded\",\"retry_after\":60}");
            assertThat(fourth.header("Retry-After")).isEqualTo("60");
            assertThat(server.count("tollgate.decisions", "outcome", "guessing"))
                    .isEqualTo(1);

            assertThat(server.http()
                            .send("GET", "/auth", ASKING, "X-Forwarded-For: 203.0.113.10")
                            .status())
                    .isEqualTo(401);
            server.decide(new Admitted(SampleKeys.key(), SampleKeys.UNLIMITED, null));
            assertThat(server.http()
                            .send("GET", "/auth", ASKING, "X-Forwarded-For: 203.0.113.9")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static EdgeServer admitting(String... properties) {
        EdgeServer server = EdgeServer.start(properties);
        server.keys().put(SampleKeys.key(KeyHash.of(KEY), 1));
        server.decide(new Admitted(SampleKeys.key(), SampleKeys.UNLIMITED, null));
        return server;
    }

    private static Path rules() throws IOException {
        Path file = folder.resolve("rules.yml");
        return Files.writeString(
                file,
                "rules:\n  - {method: DELETE, path: '/v1/messages/{id}', route: messages.delete, scope:"
                        + " 'messages:write', cost: 5}\n");
    }
}
