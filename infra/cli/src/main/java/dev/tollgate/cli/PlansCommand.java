package dev.tollgate.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code tollgate plans}. */
@Command(name = "plans", description = "What an account may do in a day, and how fast.")
final class PlansCommand {
    private static final String NO_LIMIT = "none";

    private final RunningStack stack;
    private final Output output;

    PlansCommand(RunningStack stack, Output output) {
        this.stack = stack;
        this.output = output;
    }

    @Command(description = "Lists the plans, the smallest first.")
    void list(@Mixin ListOptions options) {
        options.print(stack.keyAdmin(), "/api/v1/plans", Map.of(), columns(), output);
    }

    @Command(description = "Shows all of a plan.")
    void show(@Parameters(paramLabel = "PLAN", description = "Its id.") String plan, @Mixin AsJson asJson) {
        JsonNode shown = stack.keyAdmin().get(KeyAdmin.path("plans", plan));
        if (asJson.chosen()) {
            output.json(shown);
        } else {
            output.fields(shown);
        }
    }

    private static Map<String, Function<JsonNode, String>> columns() {
        Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
        columns.put("ID", plan -> Output.text(plan.path("id")));
        columns.put("NAME", plan -> Output.text(plan.path("name")));
        columns.put("DAILY LIMIT", plan -> limit(plan.path("daily_limit")));
        columns.put("FOR EACH", plan -> Output.text(plan.path("quota_scope")));
        columns.put("BURST/S", plan -> limit(plan.path("burst_per_second")));
        columns.put("KEYS", plan -> limit(plan.path("max_keys")));
        columns.put("ENFORCEMENT", plan -> Output.text(plan.path("enforcement")));
        return columns;
    }

    private static String limit(JsonNode limit) {
        return limit.isNull() ? NO_LIMIT : Output.text(limit);
    }
}
