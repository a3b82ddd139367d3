package dev.tollgate.admin;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.AdminClient.Reply;
import dev.tollgate.admin.Contract.Operation;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What the OpenAPI document shows works: each example is sent, of objects that are really there. */
class ContractExamplesIT {
    private static final Contract CONTRACT = Contract.get();
    private static final String JSON = "application/json";

    private final AdminClient http = AdminSystem.shared().http();
    private final People people = new People(http);

    /** Signed by somebody else, which {@link LeakIT} can do. */
    private static final String SIGNED = "reportLeaks";

    /** Each operation with each of its bodies, or with none. */
    static List<Arguments> calls() {
        List<Arguments> calls = new ArrayList<>();
        for (Operation operation : CONTRACT.operations()) {
            JsonNode bodies = operation.node().path("requestBody").path("content");
            if (bodies.isEmpty()) {
                calls.add(Arguments.of(operation, JSON, ""));
            }
            bodies.properties().forEach(body -> {
                body.getValue()
                        .path("examples")
                        .forEach(example -> calls.add(Arguments.of(
                                operation, body.getKey(), example.path("value").toString())));
                if (body.getValue().has("example")) {
                    calls.add(Arguments.of(
                            operation,
                            body.getKey(),
                            body.getValue().path("example").asString()));
                }
            });
        }
        calls.removeIf(call -> call.get()[0].toString().equals(SIGNED));
        return calls;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void shouldWork(Operation operation, String type, String body) {
        // That the answer is as the document says is seen to by the client.
        Reply reply = operation.node().path("tags").path(0).asString().equals("Session")
                ? sendFromBrowser(operation, body)
                : send(operation, type, body);

        assertThat(reply.status()).as(reply.body()).isBetween(200, 204);
    }

    private Reply send(Operation operation, String type, String body) {
        Map<String, String> real = realObjects(operation);
        HttpRequest.Builder request = http.request(replaced(target(operation), real))
                .header("Authorization", "Bearer " + AdminSystem.TOKEN)
                .header("Content-Type", type)
                .method(operation.method(), BodyPublishers.ofString(replaced(body, real)));
        examples(operation, "header").forEach((name, value) -> request.header(name, replaced(value, real)));
        return http.send(request);
    }

    /** What is about sessions is asked by one who has one. */
    private Reply sendFromBrowser(Operation operation, String body) {
        String email = People.email();
        Browser browser = new Browser(http);
        browser.redeem(people.invited(email, "viewer", null).text("invitation"), People.PASSWORD)
                .expect(200);
        Map<String, String> real = Map.of(
                "carol@example.com",
                email,
                "ThisIsOnlyAnExampleOfAnInvitation0000000000",
                people.invited(People.email(), "viewer", null).text("invitation"));
        return browser.send(operation.method(), operation.path(), body.isEmpty() ? null : replaced(body, real));
    }

    @Test
    void shouldSendSomethingToEachOperation() {
        assertThat(calls()).hasSizeGreaterThan(CONTRACT.operations().size());
    }

    /** What stands in the examples, and what there really is. */
    private Map<String, String> realObjects(Operation operation) {
        OpenImport.endAny(http);
        String account = http.account("enterprise");
        boolean ofWebhook = operation.node().path("tags").path(0).asString().equals("Webhooks");
        String webhook = ofWebhook ? ownWebhook() : "whk_none";
        String key = http.key(account).text("id");
        if (operation.id().equals("correctUsage")) {
            AdminSystem.shared()
                    .sql()
                    .sql("UPDATE api_keys SET created_at = '2020-01-01' WHERE id = ?")
                    .param(key)
                    .update();
        }
        String invoice =
                operation.id().equals("showInvoice") ? AdminSystem.shared().invoiceOf(account) : "1";
        return Map.ofEntries(
                entry("/invoices/1", "/invoices/" + invoice),
                entry("whk_01kb4m9n4vx7z2bd6q3s8fjt5r", webhook),
                entry(
                        "msg_01kb4maqk6w8y3ce7r5t9ghs4v",
                        ofWebhook
                                ? http.get("/api/v1/webhooks/" + webhook + "/deliveries")
                                        .json()
                                        .at("/data/0/event_id")
                                        .asString()
                                : "msg_none"),
                entry("/plans/free", "/plans/" + ownPlan()),
                entry("acc_01kb4m2x7vq3c9hd5t8w6zr2ne", account),
                entry("key_01kb4m3f0ag7y2pk8s5x9vdc4m", key),
                entry("WELCOME20", coupon(operation)),
                entry("key_01kb4m5r9et6w3nh1q7z8jbx2f", http.key(account).text("id")),
                entry(
                        "usr_01kb4m6t2nd8c5xw0p4r7yhj9q",
                        people.invited(People.email(), "viewer", null).text("id")),
                entry("tok_01kb4m7h5qe1z8vk3s6m2xgw4d", ownToken()),
                entry("imp_01kb4m8k2rw5y9xc1n7t4jhq6s", ownImport(operation)),
                entry("ada@example.com", People.email()),
                entry("bob@example.com", People.email()),
                entry("6fa459ea-ee8a-4ca4-894e-db77e160355e", UUID.randomUUID().toString()));
    }

    private String coupon(Operation operation) {
        String code = "C" + System.nanoTime();
        if (operation.id().equals("redeemCoupon")) {
            http.post("/api/v1/coupons", "{'code': '" + code + "', 'percent_off': '20'}")
                    .expect(201);
        }
        return code;
    }

    private String ownWebhook() {
        String webhook = http.post(
                        "/api/v1/webhooks", "{'url': 'https://receiver.example/hook', 'events': ['webhook.test']}")
                .expect(201)
                .text("id");
        http.post("/api/v1/webhooks/" + webhook + "/test", null).expect(202);
        return webhook;
    }

    private String ownImport(Operation operation) {
        return operation.id().equals("endImport")
                ? OpenImport.open(http)
                : http.post("/api/v1/imports", "{}").expect(201).text("id");
    }

    private String ownToken() {
        return http.post("/api/v1/tokens", "{'name': 'Example', 'scopes': ['plans:read']}")
                .expect(201)
                .text("id");
    }

    private String ownPlan() {
        String id = "example_" + System.nanoTime();
        return http.post("/api/v1/plans", "{'id': '" + id + "', 'name': 'Example', 'daily_limit': 100}")
                .expect(201)
                .text("id");
    }

    private static String target(Operation operation) {
        String path = operation.path();
        for (Map.Entry<String, String> variable : examples(operation, "path").entrySet()) {
            path = path.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        StringBuilder query = new StringBuilder();
        examples(operation, "query").forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return path + query;
    }

    private static Map<String, String> examples(Operation operation, String in) {
        Map<String, String> examples = new LinkedHashMap<>();
        operation.parameters().stream()
                .filter(parameter -> parameter.path("in").asString().equals(in))
                .filter(parameter -> parameter.has("example"))
                .forEach(parameter -> examples.put(
                        parameter.path("name").asString(),
                        parameter.path("example").asString()));
        return examples;
    }

    private static String replaced(String text, Map<String, String> real) {
        String replaced = text;
        for (Map.Entry<String, String> entry : real.entrySet()) {
            replaced = replaced.replace(entry.getKey(), entry.getValue());
        }
        return replaced;
    }
}
