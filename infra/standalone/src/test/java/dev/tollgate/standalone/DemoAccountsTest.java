package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tollgate.embedded.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAccountsTest {
    private static final String TOKEN = "the-admin-token";

    @TempDir
    Path folder;

    /** A key-admin of a few lines: each POST makes a thing with a number, until it is told to refuse. */
    private final HttpServer keyAdmin = newServer();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private volatile int refuseFrom = Integer.MAX_VALUE;
    private volatile int refusal = 503;

    @BeforeEach
    void start() {
        keyAdmin.createContext("/", this::answer);
        keyAdmin.start();
    }

    @AfterEach
    void stop() {
        keyAdmin.stop(0);
    }

    @Test
    void shouldMakeAnAccountWithAKeyForEachPlan() throws Exception {
        // When
        Map<String, String> keys = ensure().byPlan();

        // Then
        assertThat(keys)
                .containsExactly(
                        Map.entry("free", "key-2"),
                        Map.entry("solopreneur", "key-4"),
                        Map.entry("small_business", "key-6"),
                        Map.entry("enterprise", "key-8"));
        assertThat(requests)
                .startsWith(
                        "/api/v1/accounts Bearer the-admin-token {\"name\":\"Demo, Free\",\"plan\":\"free\"}",
                        "/api/v1/accounts/acc-1/keys Bearer the-admin-token {\"name\":\"demo\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldMakeCompaniesWithKeysAndTellTheirPastOnce() {
        ensure();
        ensure();

        assertThat(told)
                .containsExactly(
                        "Demo, Aurora Shop acc-9 [k-10, k-11, k-12]",
                        "Demo, Nimbus Analytics acc-13 [k-14, k-15]",
                        "Demo, Corner Kiosk acc-16 [k-17]");
    }

    @Test
    void shouldShowTheSameKeysAgainWithoutAsking() {
        // Given
        Map<String, String> first = ensure().byPlan();
        requests.clear();

        // When
        Map<String, String> second = ensure().byPlan();

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(requests).isEmpty();
    }

    @Test
    void shouldGoOnWhereAnEarlierStartWasInterrupted() {
        // Given: the account of the second plan was made, its key was not
        refuseFrom = 4;
        assertThatThrownBy(this::ensure)
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("/api/v1/accounts/acc-3/keys")
                .hasMessageContaining("503");
        refuseFrom = Integer.MAX_VALUE;

        // When
        Map<String, String> keys = ensure().byPlan();

        // Then
        assertThat(keys).containsEntry("free", "key-2").containsEntry("solopreneur", "key-4");
        assertThat(requests.stream().filter(request -> request.contains("Demo, Solopreneur")))
                .hasSize(1);
    }

    @Test
    void shouldLeaveThemToTheOwnersOnceTheTokenHasEnded() {
        refusal = 401;
        refuseFrom = 4;

        Map<String, String> keys = ensure().byPlan();

        assertThat(keys).containsExactly(Map.entry("free", "key-2"));
    }

    private DemoKeys ensure() {
        URI uri = URI.create("http://127.0.0.1:" + keyAdmin.getAddress().getPort());
        return new DemoAccounts(
                        uri,
                        TOKEN,
                        file(),
                        (company, account, keys) -> told.add(company.name() + " " + account + " " + keys))
                .ensure();
    }

    private Path file() {
        return folder.resolve("demo-keys");
    }

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        if (made.get() + 1 >= refuseFrom) {
            respond(exchange, refusal, "{\"detail\":\"away\"}");
            return;
        }
        int number = made.incrementAndGet();
        respond(
                exchange,
                201,
                path.endsWith("/keys")
                        ? "{\"id\":\"k-%d\",\"key\":\"key-%d\"}".formatted(number, number)
                        : "{\"id\":\"acc-%d\"}".formatted(number));
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
