package dev.tollgate.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server: what it counts is what that has answered. */
class LoadTest {
    private static final Duration SHORTLY = Duration.ofMillis(500);

    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger bad = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean wrong = exchange.getRequestURI().getPath().equals("/wrong");
            (wrong ? bad : good).incrementAndGet();
            byte[] body = "a body".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(wrong ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void shouldCountAnswersByTheirStatus() throws IOException {
        Load.Result result = Load.run(server.getAddress().getPort(), List.of(get("/"), get("/wrong")), 4, SHORTLY);

        assertThat(result.time()).isGreaterThanOrEqualTo(SHORTLY);
        assertThat(result.perSecond()).isPositive();
        // One on each connection may have been under way at the end.
        assertThat(result.answers()).isPositive().isBetween(good.get() - 4L, (long) good.get());
        assertThat(result.others()).isPositive().isBetween(bad.get() - 4L, (long) bad.get());
    }

    @Test
    void shouldSayThatNobodyIsThere() {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertThatThrownBy(() -> Load.run(port, List.of(get("/")), 1, SHORTLY)).isInstanceOf(IOException.class);
    }
}
