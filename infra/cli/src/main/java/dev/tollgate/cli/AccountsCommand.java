package dev.tollgate.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tollgate accounts}. */
@Command(name = "accounts", description = "Who has keys, and on which plan.")
final class AccountsCommand {
    private static final String ACCOUNTS = "/api/v1/accounts";

    private final RunningStack stack;
    private final Output output;

    AccountsCommand(RunningStack stack, Output output) {
        this.stack = stack;
        this.output = output;
    }

    @Command(description = "Makes an account, and prints its id.")
    void create(
            @Option(names = "--name", required = true, description = "For people.") String name,
            @Option(names = "--plan", required = true, description = "Its id, of tollgate plans list.") String plan,
            @Option(names = "--shadow", description = "Note what would be refused, and let it through.") boolean shadow,
            @Mixin AsJson asJson) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("name", name).put("plan", plan);
        if (shadow) {
            body.put("shadow", true);
        }
        JsonNode account = stack.keyAdmin().post(ACCOUNTS, body);
        if (asJson.chosen()) {
            output.json(account);
        } else {
            output.line(Output.text(account.path("id")));
        }
    }

    @Command(description = "Lists the accounts, the oldest first.")
    void list(@Mixin ListOptions options) {
        options.print(stack.keyAdmin(), ACCOUNTS, Map.of(), columns(), output);
    }

    @Command(description = "Shows all of an account.")
    void show(@Parameters(paramLabel = "ACCOUNT", description = "Its id.") String account, @Mixin AsJson asJson) {
        JsonNode shown = stack.keyAdmin().get(KeyAdmin.path("accounts", account));
        if (asJson.chosen()) {
            output.json(shown);
        } else {
            output.fields(shown);
        }
    }

    private static Map<String, Function<JsonNode, String>> columns() {
        Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
        columns.put("ID", account -> Output.text(account.path("id")));
        columns.put("NAME", account -> Output.text(account.path("name")));
        columns.put("PLAN", account -> Output.text(account.path("plan")));
        columns.put("STATE", account -> Output.text(account.path("state")));
        columns.put("CREATED", account -> Output.text(account.path("created_at")));
        return columns;
    }
}
