package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.decision.Verdict;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody reads a request's body here, and one that does not come must not keep a thread from other work. */
class UnreadBodyTest {
    /** The server itself would wait for ten. */
    private static final int SOON_MILLIS = 8_000;

    private static final int SERVER_THREADS = 200;

    private static final Refused NO_KEY = new Refused(Reason.KEY_MISSING, null, null, 0);

    private static EdgeServer server;

    @BeforeAll
    static void start() {
        server = EdgeServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void refuseAtOnce() {
        server.decide(NO_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nonly a part",
                "POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n",
                "POST /auth HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET /api/v1/identity HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
            })
    void shouldNotWaitForABodyThatDoesNotCome(String request) throws IOException {
        Reply reply = untilClosed(request);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo("{\"error\":\"API key required\"}");
    }

    @Test
    void shouldNotWaitForABodyOnPathsThatAreNobodys() throws IOException {
        assertThat(untilClosed("PUT /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void shouldNotWaitForABodyWhereTheDecisionCameLater() throws IOException {
        server.decide(request -> new Verdict.Waiting(CompletableFuture.supplyAsync(() -> NO_KEY), () -> false));

        assertThat(untilClosed("POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void shouldAnswerOthersWhileManyBodiesDoNotCome() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * SERVER_THREADS; i++) {
                Socket socket = server.http().connect();
                idle.add(socket);
                RawHttp.write(socket, ascii("POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"));
            }

            assertThat(untilClosed("GET /auth HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .status())
                    .isEqualTo(401);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static Reply untilClosed(String request) throws IOException {
        try (Socket socket = server.http().connect()) {
            socket.setSoTimeout(SOON_MILLIS);
            RawHttp.write(socket, ascii(request));
            return RawHttp.read(socket);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
