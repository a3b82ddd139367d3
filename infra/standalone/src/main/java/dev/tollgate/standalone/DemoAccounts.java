package dev.tollgate.standalone;

import dev.tollgate.embedded.ServerStartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sees to one demo account with one key for each plan, made over key-admin's own API as a person would. */
final class DemoAccounts {
    private static final Map<String, String> NAME_BY_PLAN = namesByPlan();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CREATED = 201;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final JsonMapper json = new JsonMapper();
    private final URI keyAdmin;
    private final String adminToken;
    private final Path file;

    DemoAccounts(URI keyAdmin, String adminToken, Path file) {
        this.keyAdmin = keyAdmin;
        this.adminToken = adminToken;
        this.file = file;
    }

    private static Map<String, String> namesByPlan() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("free", "Demo, Free");
        names.put("solopreneur", "Demo, Solopreneur");
        names.put("small_business", "Demo, Small Business");
        names.put("enterprise", "Demo, Enterprise");
        return names;
    }

    /**
     * Makes what is missing.
     *
     * @throws ServerStartException if key-admin refuses or the file cannot be written
     */
    DemoKeys ensure() {
        try {
            DemoKeys keys = DemoKeys.read(file);
            for (Map.Entry<String, String> demo : NAME_BY_PLAN.entrySet()) {
                ensure(keys, demo.getKey(), demo.getValue());
            }
            return keys;
        } catch (IOException e) {
            throw new ServerStartException("The demo accounts could not be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while making the demo accounts.", e);
        }
    }

    private void ensure(DemoKeys keys, String plan, String name) throws IOException, InterruptedException {
        if (keys.account(plan).isEmpty()) {
            JsonNode account = json.createObjectNode().put("name", name).put("plan", plan);
            keys.putAccount(file, plan, create("/api/v1/accounts", account, "id"));
        }
        if (keys.key(plan).isEmpty()) {
            String path = "/api/v1/accounts/" + keys.account(plan).orElseThrow() + "/keys";
            keys.putKey(file, plan, create(path, json.createObjectNode().put("name", "demo"), "key"));
        }
    }

    private String create(String path, JsonNode body, String field) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(keyAdmin.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + adminToken)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != CREATED) {
            // The body of a refusal says why and, unlike that of a success, holds no key.
            throw new IOException("POST " + path + " was answered " + response.statusCode() + ": " + response.body());
        }
        JsonNode value = json.readTree(response.body()).get(field);
        if (value == null || !value.isString()) {
            throw new IOException("POST " + path + " was answered without \"" + field + "\".");
        }
        return value.stringValue();
    }
}
