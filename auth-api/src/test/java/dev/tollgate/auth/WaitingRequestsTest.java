package dev.tollgate.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.auth.RawHttp.Reply;
import dev.tollgate.auth.decision.Decision;
import dev.tollgate.auth.decision.Decision.Admitted;
import dev.tollgate.auth.decision.Decision.Reason;
import dev.tollgate.auth.decision.Decision.Refused;
import dev.tollgate.auth.decision.Verdict;
import dev.tollgate.auth.key.SampleKeys;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Requests that wait for an allowance hold no thread, and are answered once whatever happens. */
class WaitingRequestsTest {
    private static final int THREADS = 8;
    private static final int WAITERS = 40;
    private static final byte[] REQUEST = String.join(
                    "\r\n",
                    "GET /api/v1/identity HTTP/1.1",
                    "Host: x",
                    "Connection: close",
                    "Authorization: Bearer x",
                    "",
                    "")
            .getBytes(StandardCharsets.US_ASCII);

    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private final List<Socket> waiters = new ArrayList<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private EdgeServer server;

    @BeforeEach
    void start() {
        server = EdgeServer.start("server.jetty.threads.max=" + THREADS, "server.jetty.threads.min=1");
        server.decide(request -> new Verdict.Waiting(decision, this::abandon));
    }

    private boolean abandon() {
        abandoned.incrementAndGet();
        return true;
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket waiter : waiters) {
            waiter.close();
        }
        server.close();
    }

    @Test
    void shouldAnswerOthersWhileMoreWaitThanThereAreThreads() throws IOException {
        // Given
        letWait(WAITERS);

        // When
        server.decide(new Refused(Reason.KEY_MISSING, null, null, 0));
        Reply other = server.http().send("GET", "/auth");

        // Then
        assertThat(other.status()).isEqualTo(401);

        // And when
        decision.complete(
                new Admitted(SampleKeys.key(), SampleKeys.FREE, SampleKeys.standing(100, 42, EdgeServer.RESET)));

        // Then
        for (Socket waiter : waiters) {
            Reply reply = RawHttp.read(waiter);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("X-RateLimit-Remaining")).isEqualTo("42");
            assertThat(reply.body()).startsWith("{\"key_id\":\"key_1\"");
        }
        assertThat(server.count("tollgate.decisions", "outcome", "admitted")).isEqualTo(WAITERS);
    }

    @Test
    void shouldRefuseWhereNoDecisionComes() throws IOException {
        letWait(1);

        Reply reply = RawHttp.read(waiters.get(0));

        assertUnavailable(reply);
        assertThat(server.count("tollgate.decisions", "outcome", "failed")).isEqualTo(1);
        assertThat(abandoned).as("nobody may count it now").hasValue(1);

        // Too late, and nobody is hurt.
        decision.complete(new Refused(Reason.QUOTA_EXCEEDED, null, null, 9));
        assertThat(server.count("tollgate.decisions", "outcome", "quota_exceeded"))
                .isZero();
    }

    /** As when the process slept: the wait is over, and the decision has been made, but is not here yet. */
    @Test
    void shouldAnswerWhatWasDecidedWhenTheWaitIsOver() throws IOException {
        server.decide(request -> new Verdict.Waiting(decision, this::decideAtLast));
        letWait(1);

        assertThat(RawHttp.read(waiters.get(0)).status()).isEqualTo(429);
    }

    private boolean decideAtLast() {
        decision.complete(new Refused(Reason.QUOTA_EXCEEDED, null, null, 9));
        return false;
    }

    @Test
    void shouldRefuseWhereTheDecisionFails() throws IOException {
        letWait(1);

        decision.completeExceptionally(new IllegalStateException("a secret of ours"));

        assertUnavailable(RawHttp.read(waiters.get(0)));
    }

    @Test
    void shouldAnswerADecisionThatIsThereAlready() throws IOException {
        decision.complete(new Refused(Reason.QUOTA_EXCEEDED, null, null, 9));

        Reply reply = server.http().send("GET", "/auth", "Authorization: Bearer x");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Rate limit exceeded\",\"retry_after\":9}");
    }

    /** In whatever order the container and the decision come to them: what is theirs must not reach another. */
    @RepeatedTest(30)
    void shouldNotMindClientsThatGoWhileTheyWait() throws IOException {
        letWait(WAITERS);
        for (Socket waiter : waiters) {
            waiter.setSoLinger(true, 0);
            waiter.close();
        }

        decision.complete(new Refused(Reason.QUOTA_EXCEEDED, null, null, 9));

        server.decide(new Refused(Reason.KEY_MISSING, null, null, 0));
        for (int i = 0; i < WAITERS; i++) {
            assertThat(server.http().send("GET", "/auth").body()).isEqualTo("{\"error\":\"API key required\"}");
        }
    }

    private void letWait(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket waiter = server.http().connect();
            waiters.add(waiter);
            RawHttp.write(waiter, REQUEST);
        }
        await().until(() -> server.asked().size() == count);
    }

    private static void assertUnavailable(Reply reply) {
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Temporarily unavailable\",\"retry_after\":1}");
        assertThat(reply.header("Retry-After")).isEqualTo("1");
    }
}
