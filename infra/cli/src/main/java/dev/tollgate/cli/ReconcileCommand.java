package dev.tollgate.cli;

import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/** {@code tollgate reconcile}. */
@Command(
        name = "reconcile",
        description = "Compares what the log, the tables and the invoices say of a month.",
        footer = {
            "",
            "It ends with 0 if the books agree, 1 if they do not, or could not be compared.",
            "Usage that came after its invoice, and will be on the next one, is no difference."
        })
final class ReconcileCommand implements Callable<Integer> {
    /** All of the log is read. */
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private final RunningStack stack;
    private final Output output;

    @Option(
            names = "--period",
            paramLabel = "YYYY-MM",
            converter = Month.class,
            description = "A month of UTC days. This month, if it is not said.")
    private @Nullable YearMonth period;

    @Mixin
    private AsJson asJson = new AsJson();

    ReconcileCommand(RunningStack stack, Output output) {
        this.stack = stack;
        this.output = output;
    }

    /** A month, such as 2026-11. */
    static final class Month implements ITypeConverter<YearMonth> {
        @Override
        public YearMonth convert(String text) {
            try {
                return YearMonth.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("must be a month such as 2026-11");
            }
        }
    }

    @Override
    public Integer call() {
        YearMonth month = period == null ? YearMonth.now(ZoneOffset.UTC) : period;
        JsonNode books = stack.keyAdmin()
                .get("/api/v1/reconciliation?from=" + month.atDay(1) + "&to=" + month.atEndOfMonth(), TIMEOUT);
        if (asJson.chosen()) {
            output.json(books);
        } else {
            print(books);
        }
        return books.path("agrees").asBoolean() ? 0 : 1;
    }

    private void print(JsonNode books) {
        JsonNode admitted = books.path("admitted");
        JsonNode invoices = books.path("invoices");
        Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
        columns.put("ACCOUNTS", row -> Output.text(books.path("accounts")));
        columns.put("IN LOG", row -> Output.text(admitted.path("in_log")));
        columns.put("BY KEY", row -> Output.text(admitted.path("by_key")));
        columns.put("BY ACCOUNT", row -> Output.text(admitted.path("by_account")));
        columns.put("PERIODS BILLED", row -> Output.text(invoices.path("periods")));
        columns.put("BILLED", row -> Output.text(invoices.path("billed")));
        columns.put("USED", row -> Output.text(invoices.path("used")));
        columns.put("TO COME", row -> Output.text(invoices.path("to_come")));
        output.table(columns, List.of(books));
        if (!books.path("from").equals(books.path("log_from"))) {
            output.remark("Of the days before " + Output.text(books.path("log_from"))
                    + " the log holds no longer all: only the tables were compared.");
        }
        printDifferences(books.path("differences"), "IN LOG", "in_log", "BY KEY", "by_key", "BY ACCOUNT", "by_account");
        printDifferences(invoices.path("differences"), "PERIOD FROM", "from", "BILLED", "billed", "USED", "used");
        output.remark(
                books.path("agrees").asBoolean()
                        ? "The books agree."
                        : "The books do not agree: " + Output.text(books.path("differing")) + " accounts and "
                                + Output.text(invoices.path("differing")) + " billed periods differ.");
    }

    /** @param columns titles and fields, by turns */
    private void printDifferences(JsonNode differences, String... columns) {
        if (differences.isEmpty()) {
            return;
        }
        Map<String, Function<JsonNode, String>> shown = new LinkedHashMap<>();
        shown.put("ACCOUNT", row -> Output.text(row.path("account_id")));
        for (int i = 0; i < columns.length; i += 2) {
            String field = columns[i + 1];
            shown.put(columns[i], row -> Output.text(row.path(field)));
        }
        output.table(shown, differences.valueStream().toList());
    }
}
