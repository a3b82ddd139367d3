package dev.tollgate.chaos.customer;

import dev.tollgate.chaos.cluster.ClusterException;
import dev.tollgate.chaos.customer.Customer.ApiKey;
import dev.tollgate.chaos.customer.Customer.Terms;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes customers, and changes their keys, as a person would. */
public final class KeyAdmin {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final JsonMapper json = new JsonMapper();
    private final URI address;
    private final String token;
    private int plans;

    public KeyAdmin(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** A new customer on a plan of its own. */
    public Customer customer(Terms terms, int keyCount) {
        String name = "chaos_" + ++plans;
        ObjectNode plan = json.createObjectNode()
                .put("id", name)
                .put("name", name)
                .put("daily_limit", terms.limit())
                .put("quota_scope", terms.perAccount() ? "account" : "key")
                .put("enforcement", terms.strict() ? "strict" : "available")
                .put("hold", terms.hold());
        create("/api/v1/plans", plan);
        String account = create(
                        "/api/v1/accounts",
                        json.createObjectNode().put("name", name).put("plan", name))
                .get("id")
                .stringValue();
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < keyCount; i++) {
            JsonNode made = create(
                    "/api/v1/accounts/" + account + "/keys",
                    json.createObjectNode().put("name", "key " + i));
            keys.add(new ApiKey(made.get("id").stringValue(), made.get("key").stringValue()));
        }
        return new Customer(account, terms, List.copyOf(keys));
    }

    /** Changes what {@code fields} says of a key. */
    public void change(ApiKey key, String fields) {
        send("PATCH", "/api/v1/keys/" + key.id(), fields, OK);
    }

    /** Ends a key for good. */
    public void revoke(ApiKey key) {
        send("POST", "/api/v1/keys/" + key.id() + "/revoke", "", OK);
    }

    /** What Tollgate itself says of its books of the last days. */
    public JsonNode reconcile() {
        LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        return json.readTree(send("GET", "/api/v1/reconciliation?from=" + yesterday, "", OK));
    }

    private JsonNode create(String path, JsonNode body) {
        return json.readTree(send("POST", path, json.writeValueAsString(body), CREATED));
    }

    private String send(String method, String path, String body, int expected) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != expected) {
                // The body of a refusal says why and, unlike that of a success, holds no key.
                throw new ClusterException(
                        method + " " + path + " was answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new ClusterException(method + " " + path + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while key-admin was asked.", e);
        }
    }
}
