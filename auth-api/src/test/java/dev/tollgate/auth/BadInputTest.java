package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.decision.Credential;
import dev.tollgate.auth.decision.Credential.Ambiguous;
import dev.tollgate.auth.decision.Credential.Missing;
import dev.tollgate.auth.decision.Credential.Token;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a client sends may be a 500, a hang, or come back in an answer. */
class BadInputTest {
    private static EdgeServer server;

    @BeforeAll
    static void start() {
        server = EdgeServer.start("tollgate.guess-limit=1000000");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Looks at the credential as the gate does, and knows no key. */
    @BeforeEach
    void decideByTheCredential() {
        server.decide(request -> new Refused(reason(request.credential()), null, null, 0));
    }

    private static Reason reason(Credential credential) {
        if (credential instanceof Missing) {
            return Reason.KEY_MISSING;
        }
        return credential instanceof Ambiguous ? Reason.AUTHORIZATION_AMBIGUOUS : Reason.KEY_INVALID;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: */*",
                "Authorization: Basic dXNlcjpwYXNz",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer    ",
                "Authorization:",
                "Authorization: Bearerabc",
                "Authorization: Token abc",
                "Authorisation: Bearer abc"
            })
    void shouldAskForAKeyWhereThereIsNone(String header) throws IOException {
        assertRefusal(header, 401, "API key required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer x",
                "Authorization: bearer x",
                "authorization: BEARER x",
                "Authorization: Bearer  two-spaces",
                "Authorization: Bearer a b",
                "Authorization: Bearer \u00fcml\u00e4ut\u0080\u00ff",
                "Authorization: Bearer ' OR 1=1 --",
                "Authorization: Bearer <script>alert(1)</script>",
                "Authorization: Bearer ${jndi:ldap://x}",
            })
    void shouldCallAnyOtherTokenInvalid(String header) throws IOException {
        assertRefusal(header, 401, "Invalid API key");
    }

    @Test
    void shouldCallATokenOfTenKilobytesInvalid() throws IOException {
        assertRefusal("Authorization: Bearer " + "a".repeat(10_240), 401, "Invalid API key");
    }

    @Test
    void shouldKeepTheTokenAsItCame() throws IOException {
        server.http().send("GET", "/auth", "Authorization: bearer   abc.def ");

        assertThat(server.lastAsked().credential()).isEqualTo(new Token("abc.def"));
    }

    @Test
    void shouldRefuseTwoAuthorizationHeaders() throws IOException {
        for (String path : List.of("/api/v1/identity", "/auth")) {
            Reply reply = server.http().send("GET", path, "Authorization: Bearer one", "authorization: Bearer two");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).isEqualTo("{\"error\":\"More than one Authorization header\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET /auth\u0000 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /auth HTTP/1.1\r\n\r\n",
                "GET /auth HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /auth HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /a|b^c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /auth HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
                "GET /auth HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "GET /auth HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "POST /auth HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n",
                "TRACE /auth HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n\r\n",
                "TRACE /api/v1/identity HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n\r\n",
                "CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
            })
    void shouldAnswerGarbageShortly(String request) throws IOException {
        int asked = server.asked().size();
        Reply reply = server.http().exchange(request.getBytes(StandardCharsets.ISO_8859_1));

        assertShort(reply);
        assertThat(server.asked()).hasSize(asked);
    }

    @Test
    void shouldAnswerHeadersOfMoreThanSixteenKilobytesShortly() throws IOException {
        Reply reply = server.http().send("GET", "/auth", "Authorization: Bearer " + "secret".repeat(4_000));

        assertShort(reply);
    }

    @Test
    void shouldSurviveRandomBytes() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[1 + random.nextInt(400)];
            random.nextBytes(bytes);
            byte[] request =
                    (new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
            Reply reply = server.http().exchange(request);

            assertThat(reply.status()).isBetween(400, 505).isNotEqualTo(500);
            assertThat(reply.body()).doesNotContainIgnoringCase("html").doesNotContain("Exception");
        }

        assertRefusal("Accept: */*", 401, "API key required");
    }

    @Test
    void shouldRefuseWith503WhereTheDeciderFails() throws IOException {
        server.decide(request -> {
            throw new IllegalStateException("a secret of ours");
        });
        double before = server.count("tollgate.decisions", "outcome", "failed");

        Reply reply = server.http().send("GET", "/auth", "Authorization: Bearer x");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Temporarily unavailable\",\"retry_after\":1}");
        assertThat(reply.header("Retry-After")).isEqualTo("1");
        assertThat(server.count("tollgate.decisions", "outcome", "failed")).isEqualTo(before + 1);
    }

    private void assertRefusal(String header, int status, String error) throws IOException {
        for (String path : List.of("/api/v1/identity", "/auth")) {
            Reply reply = server.http().send("GET", path, header);

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.body()).isEqualTo("{\"error\":\"" + error + "\"}");
            assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    private static void assertShort(Reply reply) {
        assertThat(reply.status()).isBetween(400, 505).isNotEqualTo(500);
        assertThat(reply.body())
                .hasSizeLessThan(80)
                .doesNotContainIgnoringCase("html")
                .doesNotContainIgnoringCase("jetty")
                .doesNotContain("secret");
        assertThat(reply.header("Server")).isNull();
    }
}
