package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a key-admin that is there never does: to lose answers, or to be something else. */
class KeyAdminTest {
    private static final JsonNode BODY = new JsonMapper().readTree("{\"name\": \"x\"}");

    private final List<String> keys = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private KeyAdmin keyAdmin;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        keyAdmin = new KeyAdmin(address(), "secret-token");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Loses the first answers, and then gives the same one always. */
    private void answer(int lost, int status, String body) {
        server.createContext("/", exchange -> {
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            if (keys.size() > lost) {
                send(exchange, status, body);
            }
            exchange.close();
        });
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void shouldAskAgainForALostAnswerSoThatItIsDoneOnce() {
        answer(1, 201, "{\"id\": \"key_1\"}");

        assertThat(keyAdmin.post("/api/v1/keys", BODY).path("id").stringValue()).isEqualTo("key_1");
        assertThat(keys).hasSize(2).doesNotContain("null");
        assertThat(keys.get(0)).isEqualTo(keys.get(1));

        keyAdmin.post("/api/v1/keys", BODY);

        assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
    }

    @Test
    void shouldSayWhatMayHaveBeenDone() {
        answer(Integer.MAX_VALUE, 200, "{}");

        assertThatThrownBy(() -> keyAdmin.post("/api/v1/keys", BODY))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("key-admin at " + address() + " has not answered, and may have done it: look before you try"
                        + " again.");
        assertThatThrownBy(() -> keyAdmin.get("/api/v1/plans"))
                .hasMessage("key-admin at " + address() + " has not answered. Try again.");
    }

    @Test
    void shouldSayThatSomethingElseAnswers() {
        answer(0, 200, "<html>");

        assertThatThrownBy(() -> keyAdmin.get("/api/v1/plans"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("What answers 200 at " + address() + " is no key-admin: set KEY_ADMIN_PORT to where it"
                        + " listens.");
    }

    @Test
    void shouldTellOfARefusalWithoutFields() {
        answer(0, 409, "{\"detail\": \"Not\\u001bnow.\"}");

        assertThatThrownBy(() -> keyAdmin.post("/api/v1/keys", BODY)).hasMessage("Not\ufffdnow.");
    }
}
