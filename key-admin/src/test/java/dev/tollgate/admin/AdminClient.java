package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A caller of the API, who has the admin token and sends JSON where nothing else is said. Takes no answer that the OpenAPI
 * document does not list.
 */
final class AdminClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String token;

    AdminClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** What came back. */
    record Reply(int status, HttpHeaders headers, String body) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        /** The text in a field of the body. */
        String text(String field) {
            return json().path(field).asString();
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        Reply expect(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }

        /** An RFC 9457 problem with all that a person needs. */
        Reply expectProblem(int expected) {
            expect(expected);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            assertThat(text("title")).isNotBlank();
            assertThat(text("detail")).isNotBlank();
            return this;
        }

        /** A problem about one field, and no other. */
        Reply expectInvalid(String field) {
            expectProblem(400);
            assertThat(json().path("errors")).as(body).singleElement().satisfies(error -> {
                assertThat(error.path("field").asString()).isEqualTo(field);
                assertThat(error.path("message").asString()).isNotBlank();
            });
            return this;
        }
    }

    Reply get(String path) {
        return send("GET", path, null);
    }

    Reply post(String path, @Nullable String body) {
        return send("POST", path, body);
    }

    Reply patch(String path, String body) {
        return send("PATCH", path, body);
    }

    Reply delete(String path) {
        return send("DELETE", path, null);
    }

    /** Bodies are written with apostrophes for quotes, for the reader's sake. */
    Reply send(String method, String path, @Nullable String body) {
        return send(request(path), method, body);
    }

    /** A call by one who knows the object as {@code tags} say. */
    Reply matching(String tags, String method, String path, @Nullable String body) {
        return send(request(path).header("If-Match", tags), method, body);
    }

    /** A POST that may be sent again. */
    Reply repeatable(String idempotencyKey, String path, String body) {
        return send(request(path).header("Idempotency-Key", idempotencyKey), "POST", body);
    }

    private Reply send(HttpRequest.Builder called, String method, @Nullable String body) {
        HttpRequest.Builder request = called.header("Authorization", "Bearer " + token);
        if (body == null) {
            return send(request.method(method, BodyPublishers.noBody()));
        }
        return send(request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            Reply reply = new Reply(response.statusCode(), response.headers(), body(response));
            Contract.get().check(response.request().method(), response.uri().getRawPath(), reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for an answer.", e);
        }
    }

    /** All of it; nothing of what goes on for ever. */
    private static String body(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            boolean endless = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("text/event-stream"))
                    .isPresent();
            return endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Makes an account; its id. */
    String account(String plan) {
        return post("/api/v1/accounts", "{'name': 'Example Ltd', 'plan': '" + plan + "'}")
                .expect(201)
                .text("id");
    }

    /** Makes a key; the answer, which shows it. */
    Reply key(String accountId) {
        return post("/api/v1/accounts/" + accountId + "/keys", "{'name': 'Server'}")
                .expect(201);
    }

    /** Revokes a key. */
    Reply revoke(String key) {
        return post("/api/v1/keys/" + key + "/revoke", null).expect(200);
    }

    int port() {
        return port;
    }

    String token() {
        return token;
    }
}
