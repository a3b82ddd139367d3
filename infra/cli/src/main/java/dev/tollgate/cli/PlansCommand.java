package dev.tollgate.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
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

/** {@code tollgate plans}. */
@Command(name = "plans", description = "What an account may do in a day, and how fast.")
final class PlansCommand {
    private static final String NO_LIMIT = "none";
    private static final String PLANS = "/api/v1/plans";

    private final RunningStack stack;
    private final Output output;

    PlansCommand(RunningStack stack, Output output) {
        this.stack = stack;
        this.output = output;
    }

    @Command(description = "Lists the plans, the smallest first.")
    void list(@Mixin ListOptions options) {
        options.print(stack.keyAdmin(), PLANS, Map.of(), columns(), output);
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

    @Command(
            description = "Makes and changes plans and their prices as a file says, which may lie beside your code.",
            footer = {
                "",
                "It prints what is otherwise in the file; with --yes it does that. Plans that the file does not name, and what it",
                "does not say of those that it names, stay. A price is never changed: another follows it, from its",
                "effective_from on, or else from tomorrow on; the first price of a plan, from today on. Limits act at once, or",
                "from the plan's own effective_from on."
            })
    void apply(
            @Parameters(
                            paramLabel = "FILE",
                            description = "YAML: a list plans, of what the API calls so, with a price each.")
                    Path file,
            @Option(names = "--yes", description = "Do it.") boolean yes) {
        List<ObjectNode> wanted = PlansFile.read(file);
        KeyAdmin keyAdmin = stack.keyAdmin();
        Map<String, JsonNode> known = new HashMap<>();
        keyAdmin.get(PLANS)
                .path("data")
                .forEach(plan -> known.put(plan.path("id").asString(), plan));
        int changed = 0;
        for (ObjectNode plan : wanted) {
            changed += apply(keyAdmin, plan, known.get(plan.path("id").asString()), yes) ? 1 : 0;
        }
        String plans = changed == 1 ? "1 plan" : changed + " plans";
        if (changed == 0) {
            output.remark("All is as the file says.");
        } else if (yes) {
            output.remark(plans + " changed.");
        } else {
            output.remark(plans + " would change. Nothing was done: --yes does it.");
        }
    }

    /** Whether there is something to do. */
    private boolean apply(KeyAdmin keyAdmin, ObjectNode wanted, @Nullable JsonNode known, boolean yes) {
        String path = KeyAdmin.path("plans", wanted.path("id").asString());
        ObjectNode changes = known == null ? withoutPrice(wanted) : PlansFile.changes(wanted, known);
        JsonNode price = wanted.path("price");
        JsonNode prices = known == null
                ? JsonNodeFactory.instance.arrayNode()
                : keyAdmin.get(path + "/prices").path("data");
        boolean costs = price.isObject() && (prices.isEmpty() || !PlansFile.isPrice(price, prices.path(0)));
        if (known != null && changes.isEmpty() && !costs) {
            return false;
        }
        output.line((known == null ? "+ " : "~ ")
                + Output.printable(wanted.path("id").asString()));
        JsonNode before = known == null ? JsonNodeFactory.instance.missingNode() : known;
        changes.properties()
                .forEach(field -> output.line("    " + field.getKey() + ": "
                        + (before.has(field.getKey())
                                ? Output.text(PlansFile.latest(before, field.getKey())) + " → "
                                : "")
                        + Output.printable(Output.text(field.getValue()))));
        ObjectNode dated = costs ? dated(price, prices.isEmpty()) : JsonNodeFactory.instance.objectNode();
        if (costs) {
            output.line("    price " + (prices.size() + 1) + ": " + Output.printable(dated.toString()));
            if (!prices.isEmpty()) {
                output.line("    in the place of: "
                        + Output.printable(prices.path(0).toString()));
            }
        }
        if (yes && known == null) {
            keyAdmin.post(PLANS, changes);
        } else if (yes && !changes.isEmpty()) {
            keyAdmin.patch(path, changes, before.path("version").asLong());
        }
        if (yes && costs) {
            keyAdmin.post(path + "/prices", dated);
        }
        return true;
    }

    private static ObjectNode withoutPrice(ObjectNode plan) {
        ObjectNode terms = plan.deepCopy();
        terms.remove(List.of("price", "effective_from", "for_existing"));
        return terms;
    }

    private static ObjectNode dated(JsonNode price, boolean first) {
        ObjectNode dated = ((ObjectNode) price).deepCopy();
        if (!dated.has("effective_from")) {
            dated.put(
                    "effective_from",
                    LocalDate.now(ZoneOffset.UTC).plusDays(first ? 0 : 1).toString());
        }
        return dated;
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
