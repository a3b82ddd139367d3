package dev.tollgate.standalone;

import dev.tollgate.embedded.ServerStartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sees to one demo account with one key for each plan, and to some companies that look as if they had been here for a while. All
 * are made over key-admin's own API as a person would, and their past is told to the ledger as a gate would.
 */
final class DemoAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(DemoAccounts.class);
    private static final Map<String, String> NAME_BY_PLAN = namesByPlan();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CREATED = 201;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final JsonMapper json = new JsonMapper();
    private final URI keyAdmin;
    private final String adminToken;
    private final Path file;
    private final Past past;

    /** Tells the ledger what a company has done. */
    @FunctionalInterface
    interface Past {
        /** @param keyIds of its programs, in their order */
        void tell(DemoCompany company, String accountId, List<String> keyIds);
    }

    DemoAccounts(URI keyAdmin, String adminToken, Path file, Past past) {
        this.keyAdmin = keyAdmin;
        this.adminToken = adminToken;
        this.file = file;
        this.past = past;
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
     * Makes what is missing, as long as the admin token is good: one that was made here ends with the first owner, and then the
     * demo accounts are theirs to keep or remove.
     *
     * @throws ServerStartException if key-admin refuses or the file cannot be written
     */
    DemoKeys ensure() {
        DemoKeys keys = read();
        try {
            for (Map.Entry<String, String> demo : NAME_BY_PLAN.entrySet()) {
                ensure(keys, demo.getKey(), demo.getValue());
            }
            for (DemoCompany company : DemoCompany.ALL) {
                ensure(keys, company);
            }
            return keys;
        } catch (TokenEndedException e) {
            LOG.info("The demo accounts stay as they are: {}", e.getMessage());
            return keys;
        } catch (IOException e) {
            throw new ServerStartException("The demo accounts could not be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while making the demo accounts.", e);
        }
    }

    private DemoKeys read() {
        try {
            return DemoKeys.read(file);
        } catch (IOException e) {
            throw new ServerStartException("The keys of the demo accounts cannot be read: " + e.getMessage(), e);
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

    private void ensure(DemoKeys keys, DemoCompany company) throws IOException, InterruptedException {
        if (keys.account(company.id()).isEmpty()) {
            JsonNode account =
                    json.createObjectNode().put("name", company.name()).put("plan", company.plan());
            keys.putAccount(file, company.id(), create("/api/v1/accounts", account, "id"));
        }
        String account = keys.account(company.id()).orElseThrow();
        List<String> ids = new ArrayList<>();
        for (DemoCompany.Program program : company.programs()) {
            String name = company.id() + "." + program.name().replace(' ', '-');
            if (keys.keyId(name).isEmpty()) {
                JsonNode key = json.createObjectNode().put("name", program.name());
                keys.putKeyId(file, name, create("/api/v1/accounts/" + account + "/keys", key, "id"));
            }
            ids.add(keys.keyId(name).orElseThrow());
        }
        if (!keys.hasPast(company.id())) {
            past.tell(company, account, ids);
            keys.putPast(file, company.id());
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
        if (response.statusCode() == UNAUTHORIZED) {
            throw new TokenEndedException(response.body());
        }
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

    /** The token is no longer good. */
    private static final class TokenEndedException extends IOException {
        private static final long serialVersionUID = 1L;

        TokenEndedException(String message) {
            super(message);
        }
    }
}
