package dev.tollgate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DockerEngineTest {
    private final Set<String> images = ConcurrentHashMap.newKeySet();
    private final Set<String> pullable = ConcurrentHashMap.newKeySet();
    private final HttpServer server = startServer();

    private HttpServer startServer() {
        try {
            HttpServer fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            fresh.createContext("/images/", this::answer);
            return fresh;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldOfferImagesThatAreThere() {
        images.add("kafka:4");

        assertThat(engine().offers(List.of("kafka:4"))).isTrue();
    }

    @Test
    void shouldPullAnImageThatIsNotThere() {
        pullable.add("kafka:4");

        assertThat(engine().offers(List.of("kafka:4"))).isTrue();
        assertThat(images).containsExactly("kafka:4");
    }

    @Test
    void shouldNotOfferAnImageThatCannotBePulled() {
        images.add("kafka:4");

        assertThat(engine().offers(List.of("kafka:4", "postgres:18"))).isFalse();
    }

    @Test
    void shouldNotOfferAnythingWhereNoEngineAnswers() {
        DockerEngine engine = engine();
        server.stop(0);

        assertThat(engine.offers(List.of("kafka:4"))).isFalse();
    }

    private DockerEngine engine() {
        String host = "tcp://127.0.0.1:" + server.getAddress().getPort();
        return DockerEngine.ofThisMachine(Map.of("DOCKER_HOST", host)).orElseThrow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        exchange.sendResponseHeaders(isFound(exchange.getRequestMethod(), path) ? 200 : 404, -1);
        exchange.close();
    }

    private boolean isFound(String method, String path) {
        if (method.equals("GET")) {
            return images.contains(path.replaceAll("^/images/|/json$", ""));
        }
        String image = path.replaceAll("^/images/create\\?fromImage=", "").replace("&tag=", ":");
        return pullable.contains(image) && images.add(image);
    }
}
