package dev.tollgate.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * key-admin's REST API. Each call fails with a {@link CommandFailedException} where there is no answer, or one that refuses;
 * its message is what key-admin says of it.
 */
final class KeyAdmin {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int UNAUTHORIZED = 401;
    private static final int PART_MAX = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final JsonMapper json = new JsonMapper();
    private final URI address;
    private final String token;

    /** @param address where it listens, without a path */
    KeyAdmin(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /**
     * The path of an object.
     *
     * @throws CommandFailedException if what was typed is no id, of whatever object
     */
    static String path(String collection, String id) {
        if (!id.matches("[0-9a-z_]{1,100}")) {
            throw new CommandFailedException(
                    "\"" + Output.printable(id) + "\" is no id: tollgate " + collection + " list shows them.");
        }
        return "/api/v1/" + collection + "/" + id;
    }

    JsonNode get(String path) {
        return get(path, TIMEOUT);
    }

    /** @param timeout how long the answer may take */
    JsonNode get(String path, Duration timeout) {
        return send(request(path).timeout(timeout).GET().build());
    }

    /**
     * A list, of whatever parts it comes in.
     *
     * @param rows its first elements
     * @param more whether there are others
     */
    record Listed(List<JsonNode> rows, boolean more) {}

    /** The first {@code max} of a list, or all of them. */
    Listed list(String path, Map<String, String> parameters, int max) {
        List<JsonNode> rows = new ArrayList<>();
        String cursor = "";
        do {
            StringJoiner query = new StringJoiner("&", path + "?limit=" + PART_MAX + "&", "")
                    .setEmptyValue(path + "?limit=" + PART_MAX);
            parameters.forEach((name, value) -> query.add(name + "=" + encoded(value)));
            if (!cursor.isEmpty()) {
                query.add("cursor=" + encoded(cursor));
            }
            JsonNode part = get(query.toString());
            part.path("data").forEach(rows::add);
            cursor = part.path("next_cursor").asString("");
        } while (!cursor.isEmpty() && rows.size() < max);
        boolean more = rows.size() > max || !cursor.isEmpty();
        return new Listed(rows.size() > max ? List.copyOf(rows.subList(0, max)) : rows, more);
    }

    /**
     * Has something done, once, however often it must be asked for.
     *
     * @return what is answered; an empty object where there is nothing
     */
    JsonNode post(String path, @Nullable JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json.writeValueAsString(body)))
                .build());
    }

    /**
     * Changes an object, if it is still the one that is known.
     *
     * @param revision as its ETag has it
     */
    JsonNode patch(String path, JsonNode body, long revision) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + revision + "\"")
                .method("PATCH", BodyPublishers.ofString(json.writeValueAsString(body)))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) {
        try {
            return answer(client.send(request, BodyHandlers.ofString()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new CommandFailedException(
                    "Nothing answers at " + address + ": start Tollgate with ./tollgate up, or set KEY_ADMIN_PORT and"
                            + " TOLLGATE_BIND_ADDRESS to where its key-admin listens.",
                    e);
        } catch (IOException e) {
            return sendAgain(request, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whose answer was lost may be asked again: a GET changes nothing, and a POST has a key under which it is done once. */
    private JsonNode sendAgain(HttpRequest request, IOException first) {
        try {
            return answer(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            e.addSuppressed(first);
            throw new CommandFailedException(
                    "key-admin at " + address + " has not answered"
                            + (request.method().equals("GET")
                                    ? ". Try again."
                                    : ", and may have done it: look before you try again."),
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CommandFailedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CommandFailedException("Interrupted before key-admin answered.", e);
    }

    private JsonNode answer(HttpResponse<String> response) {
        int status = response.statusCode();
        JsonNode body = parsed(response.body());
        if (status / 100 == 2 && body != null) {
            return body;
        }
        if (status == UNAUTHORIZED) {
            throw new CommandFailedException("key-admin at " + address + " does not know the admin token: set"
                    + " TOLLGATE_ADMIN_TOKEN, or TOLLGATE_DATA_DIR to the folder of the Tollgate that runs there.");
        }
        if (body == null || !body.path("detail").isString()) {
            throw new CommandFailedException("What answers " + status + " at " + address
                    + " is no key-admin: set KEY_ADMIN_PORT to where it listens.");
        }
        throw new CommandFailedException(refusal(body));
    }

    private @Nullable JsonNode parsed(String body) {
        try {
            return body.isEmpty() ? JsonNodeFactory.instance.objectNode() : json.readTree(body);
        } catch (JacksonException e) {
            // Whatever it is, the caller tells it by what is missing in it; the cause would only repeat the text.
            return null;
        }
    }

    /** In one line: what fields are wrong, or else what there is to say. */
    private static String refusal(JsonNode problem) {
        StringJoiner errors = new StringJoiner("; ", "", ".")
                .setEmptyValue(problem.path("detail").stringValue());
        problem.path("errors")
                .forEach(error -> errors.add(error.path("field").asString("") + " "
                        + error.path("message").asString("")));
        return Output.printable(errors.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
