package dev.tollgate.auth.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of an old system, and what of its answers is believed. */
class HttpOldSystemTest {
    private static final String KEY = "sk_live-51\\H?\"p+kZ/w~7";
    private static final Duration SOON = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void shouldAskForTheKeyAsTheGateAndHandOnWhatIsSaidOfIt() throws Exception {
        answering(200, "{\"account_id\":\"acc_ü\"}");

        assertThat(ask("of-the-gate", LONG)).contains("{\"account_id\":\"acc_ü\"}");

        assertThat(asked)
                .containsEntry("method", "POST")
                .containsEntry("authorization", "Bearer of-the-gate")
                .containsEntry("body", "{\"key\":\"sk_live-51\\\\H?\\\"p+kZ/w~7\"}");
    }

    @Test
    void shouldSendNoTokenWhereThereIsNone() throws Exception {
        answering(404, "not one of ours");

        assertThat(ask("", LONG)).isEmpty();

        assertThat(asked).doesNotContainKey("authorization");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 401, 403, 429, 500, 503})
    void shouldTakeAnyOtherAnswerForNone(int status) {
        answering(status, "");

        assertFails("it answers " + status, LONG);
    }

    @Test
    void shouldThrowAwayAnAnswerWithTheKeyInIt() {
        String key = "sk_live_0123456789abcdef";
        answering(200, "{\"account_id\":\"acc_1\",\"name\":\"" + key + "\"}");

        assertThatThrownBy(() -> oldSystem("", LONG).ask(key).get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("holds the key itself")
                .hasMessageNotContaining(key);
    }

    @Test
    void shouldReadNoMoreThanARowMayHave() throws Exception {
        answering(200, "x".repeat(HttpOldSystem.ROW_BYTES_MAX));
        assertThat(ask("", LONG).orElse("")).hasSize(HttpOldSystem.ROW_BYTES_MAX);

        server.removeContext("/keys");
        answering(200, "x".repeat(HttpOldSystem.ROW_BYTES_MAX + 1));
        assertFails("more than 16384 bytes", LONG);
    }

    @Test
    void shouldNotWaitForAnAnswerThatDoesNotCome() {
        server.createContext("/keys", exchange -> await());

        assertFails("has not answered within 400 ms", SOON);
    }

    @Test
    void shouldNotWaitForAnAnswerThatDoesNotEnd() {
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });

        assertFails("has not answered within 400 ms", SOON);
    }

    @Test
    void shouldSayWhereNobodyListens() {
        server.stop(0);

        assertFails("ConnectException", LONG);
    }

    private void await() {
        try {
            over.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answering(int status, String body) {
        server.createContext("/keys", exchange -> {
            try (exchange) {
                note(exchange);
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private void note(HttpExchange exchange) throws IOException {
        asked.put("method", exchange.getRequestMethod());
        asked.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            asked.put("authorization", authorization);
        }
    }

    private Optional<String> ask(String token, Duration answerMax) throws Exception {
        return oldSystem(token, answerMax).ask(KEY).get();
    }

    private void assertFails(String why, Duration answerMax) {
        assertThatThrownBy(() -> ask("", answerMax))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(KEY);
    }

    private OldSystem oldSystem(String token, Duration answerMax) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
        return new HttpOldSystem(address, token, answerMax, threads);
    }
}
