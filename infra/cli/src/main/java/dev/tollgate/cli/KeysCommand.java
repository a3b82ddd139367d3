package dev.tollgate.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tollgate keys}. */
@Command(name = "keys", description = "What an account's programs show at the gate.")
final class KeysCommand {
    private final RunningStack stack;
    private final Output output;

    KeysCommand(RunningStack stack, Output output) {
        this.stack = stack;
        this.output = output;
    }

    @Command(description = "Makes a key, and prints it: the only time that it is ever shown.")
    void create(
            @Parameters(paramLabel = "ACCOUNT", description = "The id of its account.") String account,
            @Mixin NewKey newKey,
            @Mixin AsJson asJson) {
        JsonNode made = stack.keyAdmin().post(KeyAdmin.path("accounts", account) + "/keys", newKey.body());
        printMade(made, asJson);
    }

    @Command(description = "Lists the keys of an account, or of all, the oldest first.")
    void list(
            @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = "The account's id.") @Nullable
                    String account,
            @Option(names = "--state", description = "Only active, disabled, expired or revoked ones.") @Nullable
                    String state,
            @Option(names = "--environment", description = "Only live or test ones.") @Nullable String environment,
            @Option(names = "--search", description = "Only those with this in their name or description.") @Nullable
                    String search,
            @Option(names = "--finding", description = "Only those of which keys hygiene says that.") @Nullable
                    String finding,
            @Mixin ListOptions options) {
        Map<String, String> filter = new LinkedHashMap<>();
        put(filter, "state", state);
        put(filter, "environment", environment);
        put(filter, "search", search);
        put(filter, "finding", finding);
        options.print(stack.keyAdmin(), of(account, "keys"), filter, columns(account == null), output);
    }

    @Command(description = "Tells which keys of an account, or of all, had better be looked at, and what to do.")
    void hygiene(
            @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = "The account's id.") @Nullable
                    String account,
            @Mixin AsJson asJson) {
        JsonNode report = stack.keyAdmin().get(of(account, "hygiene"));
        if (asJson.chosen()) {
            output.json(report);
            return;
        }
        Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
        columns.put("FINDING", line -> Output.text(line.path("finding")));
        columns.put("KEYS", line -> Output.text(line.path("keys")));
        columns.put("WHAT TO DO", line -> Output.text(line.path("suggestion")));
        List<JsonNode> found = report.path("findings")
                .valueStream()
                .filter(line -> line.path("keys").asLong() > 0)
                .toList();
        if (found.isEmpty()) {
            output.line("There is nothing to say of the " + Output.text(report.path("keys")) + " keys that work.");
        } else {
            output.table(columns, found);
        }
    }

    private static String of(@Nullable String account, String what) {
        return account == null ? "/api/v1/" + what : KeyAdmin.path("accounts", account) + "/" + what;
    }

    @Command(description = "Shows all of a key, but for its secret.")
    void show(@Parameters(paramLabel = "KEY", description = "Its id.") String key, @Mixin AsJson asJson) {
        JsonNode shown = stack.keyAdmin().get(KeyAdmin.path("keys", key));
        if (asJson.chosen()) {
            output.json(shown);
        } else {
            output.fields(shown);
        }
    }

    @Command(description = "Makes the successor of a key, and prints it: the only time that it is ever shown.")
    void rotate(
            @Parameters(paramLabel = "KEY", description = "The id of the old one.") String key,
            @Option(
                            names = "--grace",
                            required = true,
                            paramLabel = "TIME",
                            converter = GracePeriod.Converter.class,
                            description = "For how long the old one works on: 30m, 24h, 7d; 0 ends it at once.")
                    GracePeriod grace,
            @Mixin AsJson asJson) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("grace_seconds", grace.seconds());
        printMade(stack.keyAdmin().post(KeyAdmin.path("keys", key) + "/rotate", body), asJson);
    }

    @Command(description = "Revokes keys, for good: all of them, or none if one is not there.")
    void revoke(
            @Parameters(paramLabel = "KEY", arity = "1..*", description = "Their ids.") List<String> keys,
            @Mixin AsJson asJson) {
        KeyAdmin admin = stack.keyAdmin();
        if (keys.size() == 1) {
            // This may also be done by those who may only manage keys of one account.
            admin.post(KeyAdmin.path("keys", keys.get(0)) + "/revoke", null);
        } else {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            keys.forEach(body.putArray("ids")::add);
            admin.post("/api/v1/keys/revoke", body);
        }
        if (asJson.chosen()) {
            output.json(keys.stream()
                    .map(key -> admin.get(KeyAdmin.path("keys", key)))
                    .toList());
        } else {
            output.remark(keys.size() == 1 ? keys.get(0) + " is revoked." : keys.size() + " keys are revoked.");
        }
    }

    /** The key alone is the result, so that a script can take it. */
    private void printMade(JsonNode made, AsJson asJson) {
        if (asJson.chosen()) {
            output.json(made);
            return;
        }
        output.remark("The key of " + Output.text(made.path("id")) + ", which is never shown again:");
        output.line(Output.text(made.path("key")));
    }

    private static void put(Map<String, String> filter, String name, @Nullable String value) {
        if (value != null) {
            filter.put(name, value);
        }
    }

    private static Map<String, Function<JsonNode, String>> columns(boolean ofAll) {
        Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
        columns.put("ID", key -> Output.text(key.path("id")));
        if (ofAll) {
            columns.put("ACCOUNT", key -> Output.text(key.path("account_id")));
        }
        columns.put("NAME", key -> Output.text(key.path("name")));
        columns.put("STATE", key -> Output.text(key.path("state")));
        columns.put("FOR", key -> Output.text(key.path("environment")));
        columns.put("KEY", key -> Output.text(key.path("prefix")) + "\u2026" + Output.text(key.path("last_four")));
        columns.put("TODAY", key -> Output.text(key.path("usage_today")));
        columns.put("LAST USED", key -> Output.text(key.path("last_used_at")));
        return columns;
    }
}
