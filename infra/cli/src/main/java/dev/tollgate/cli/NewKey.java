package dev.tollgate.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What can be said of a new key. Whether it makes sense is for key-admin to tell. */
final class NewKey {
    @Option(names = "--name", required = true, description = "For people.")
    private String name = "";

    @Option(names = "--environment", paramLabel = "live|test", description = "What it is for; live if nothing is said.")
    private @Nullable String environment;

    @Option(names = "--description", description = "More for people.")
    private @Nullable String description;

    @Option(names = "--scope", description = "What it may do where a route asks for it; may be repeated.")
    private List<String> scopes = List.of();

    @Option(
            names = "--allowed-ip",
            paramLabel = "RANGE",
            description = "From where it works, such as 10.0.0.0/8; may be repeated. None for anywhere.")
    private List<String> allowedIps = List.of();

    @Option(names = "--expires-at", paramLabel = "TIME", description = "When it ends, such as 2030-01-31T12:00:00Z.")
    private @Nullable String expiresAt;

    @Option(names = "--daily-limit", paramLabel = "N", description = "Requests a day, if fewer than the plan's.")
    private @Nullable Long dailyLimit;

    @Option(names = "--burst-per-second", paramLabel = "N", description = "At each gate, if less than the plan's.")
    private @Nullable Long burstPerSecond;

    @Option(names = "--metadata", paramLabel = "NAME=VALUE", description = "For your own systems; may be repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    /** What was said; the rest is left to key-admin. */
    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        put(body, "environment", environment);
        put(body, "description", description);
        put(body, "expires_at", expiresAt);
        putAll(body, "scopes", scopes);
        putAll(body, "allowed_ips", allowedIps);
        if (dailyLimit != null) {
            body.put("daily_limit", dailyLimit);
        }
        if (burstPerSecond != null) {
            body.put("burst_per_second", burstPerSecond);
        }
        if (!metadata.isEmpty()) {
            ObjectNode pairs = body.putObject("metadata");
            metadata.forEach(pairs::put);
        }
        return body;
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static void putAll(ObjectNode body, String field, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(body.putArray(field)::add);
        }
    }
}
