package dev.tollgate.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How a list is printed, and how much of it. */
final class ListOptions {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many at most; ${DEFAULT-VALUE} if nothing is said.")
    private int limit;

    @Mixin
    private AsJson asJson = new AsJson();

    /**
     * Asks for a list and prints it.
     *
     * @param columns what a table of it shows
     */
    void print(
            KeyAdmin admin,
            String path,
            Map<String, String> parameters,
            Map<String, Function<JsonNode, String>> columns,
            Output output) {
        if (limit < 1) {
            throw new CommandFailedException("--limit must be 1 or more.");
        }
        KeyAdmin.Listed listed = admin.list(path, parameters, limit);
        List<JsonNode> rows = listed.rows();
        if (asJson.chosen()) {
            output.json(rows);
        } else {
            output.table(columns, rows);
        }
        if (listed.more()) {
            output.remark("These are the first " + rows.size() + ": --limit says how many to list.");
        }
    }
}
