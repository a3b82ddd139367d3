package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.web.Days;
import dev.tollgate.admin.web.Lines;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;

/** {@code /api/v1/invoices/export}: the invoices of all accounts, for who keeps books. */
@RestController
final class InvoiceExportController {
    private static final int AT_ONCE = 1_000;
    private static final List<String> COLUMNS = List.of(
            "number",
            "line",
            "account_id",
            "from",
            "until",
            "currency",
            "kind",
            "plan",
            "price_version",
            "begin",
            "end",
            "admitted",
            "quantity",
            "unit_price",
            "flat_price",
            "coupon",
            "percent_off",
            "amount",
            "tax_percent");

    private final Invoices invoices;
    private final ObjectMapper json;
    private final Clock clock;

    InvoiceExportController(Invoices invoices, ObjectMapper json, Clock clock) {
        this.invoices = invoices;
        this.json = json;
        this.clock = clock;
    }

    /** Those whose periods ended within some days, in the order of their numbers: an invoice, or a line of one, each. */
    @GetMapping("/api/v1/invoices/export")
    @Needs(Right.BILLING_READ)
    void export(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String format,
            HttpServletResponse response)
            throws IOException {
        Days days = Days.of(from, to, clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
        Lines out = Lines.begin(response, json, format, COLUMNS);
        List<Invoice> some = invoices.endedWithin(days, 0, AT_ONCE);
        while (!some.isEmpty()) {
            for (Invoice invoice : some) {
                write(out, InvoiceView.of(invoice));
            }
            some = invoices.endedWithin(
                    days, Objects.requireNonNull(some.get(some.size() - 1).number()), AT_ONCE);
        }
    }

    private static void write(Lines out, InvoiceView invoice) throws IOException {
        if (!out.isCsv()) {
            out.object(invoice);
            return;
        }
        int position = 0;
        for (InvoiceView.LineView line : invoice.lines()) {
            position++;
            out.row(Arrays.asList(
                    invoice.number(),
                    position,
                    invoice.accountId(),
                    invoice.from(),
                    invoice.until(),
                    invoice.currency(),
                    line.kind(),
                    line.plan(),
                    line.priceVersion(),
                    line.begin(),
                    line.end(),
                    line.admitted(),
                    line.quantity(),
                    line.unitPrice(),
                    line.flatPrice(),
                    line.coupon(),
                    line.percentOff(),
                    line.amount(),
                    invoice.taxPercent()));
        }
    }
}
