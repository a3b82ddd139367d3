package dev.tollgate.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A system that keeps its keys under a slow hash, so that it alone can tell whose they are; with the call that a gate asks. */
final class LegacyKeys implements AutoCloseable {
    private static final byte[] SALT = "of the old system".getBytes(StandardCharsets.US_ASCII);
    private static final int ITERATIONS = 10_000;
    private static final int HASH_BITS = 256;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> accountsByHash = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final String token;
    private final HttpServer server;

    LegacyKeys(String token) throws IOException {
        this.token = token;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    void know(String key, String account) {
        accountsByHash.put(hash(key), account);
    }

    /** How often somebody has asked. */
    int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            JsonNode question = json.readTree(exchange.getRequestBody().readAllBytes());
            boolean ours =
                    ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            String account = accountsByHash.get(hash(question.path("key").asString()));
            if (!ours || account == null) {
                exchange.sendResponseHeaders(ours ? 404 : 403, -1);
                return;
            }
            byte[] row = ("{\"account_id\":\"" + account + "\",\"name\":\"Of the old shop\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, row.length);
            exchange.getResponseBody().write(row);
        }
    }

    private static String hash(String key) {
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(key.toCharArray(), SALT, ITERATIONS, HASH_BITS))
                    .getEncoded();
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform of ours has PBKDF2.", e);
        }
    }

    /** Answers no more. */
    void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
    }
}
