package dev.tollgate.admin.billing;

import dev.tollgate.admin.billing.InvoiceDrafts.Asked;
import dev.tollgate.admin.billing.InvoiceLine.Discount;
import dev.tollgate.admin.billing.InvoiceLine.Kind;
import dev.tollgate.admin.sql.BulkInsert;
import dev.tollgate.admin.usage.DayState;
import dev.tollgate.admin.usage.UsageProgress;
import dev.tollgate.admin.web.Days;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.webhook.EventType;
import dev.tollgate.admin.webhook.WebhookEvents;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Invoices: drafts as of now, and those that are final, which nothing changes. */
@Component
final class Invoices {
    /** Accounts of one transaction: large enough that its parts are paid for once, small enough to lose little. */
    private static final int BATCH = 500;

    private static final String COLUMNS =
            "number, account_id, account_name, period_from, period_until, currency, tax_percent,"
                    + " subtotal, tax, total, credited, admitted, complete_until, finalised_at";
    private static final String LINE_COLUMNS =
            "number, line, kind, plan_id, plan_name, price_version, begins_at, ends_at,"
                    + " admitted, quantity, unit_price, flat_price, coupon, percent_off, amount";

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final BilledAccounts accounts;
    private final InvoiceDrafts drafts;
    private final UsageProgress progress;
    private final WebhookEvents events;
    private final Clock clock;
    private final BulkInsert insertInvoices;
    private final BulkInsert insertLines;

    Invoices(
            JdbcTemplate jdbc,
            JdbcClient database,
            TransactionTemplate transactions,
            BilledAccounts accounts,
            InvoiceDrafts drafts,
            UsageProgress progress,
            WebhookEvents events,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.accounts = accounts;
        this.drafts = drafts;
        this.progress = progress;
        this.events = events;
        this.clock = clock;
        this.insertInvoices = new BulkInsert(jdbc, "invoices", COLUMNS);
        this.insertLines = new BulkInsert(jdbc, "invoice_lines", LINE_COLUMNS);
    }

    /** What an account would be billed if its period, or the first that was not billed yet, ended now. */
    List<Invoice> drafts(BilledAccount account) {
        BillingPeriod period = account.unbilled();
        if (period == null) {
            return List.of();
        }
        Instant complete = progress.completeAt();
        return drafts.draft(List.of(new Asked(account, period)), complete == null ? Instant.EPOCH : complete);
    }

    /**
     * Makes the invoices of periods that ended, and for which the time for late usage is over and usage is known. Several may do so
     * at once: each bills other accounts. Where one is cut off, all of its transaction is undone, numbers included.
     *
     * @return how many invoices were made
     */
    int finaliseDue() {
        Instant now = now();
        Instant complete = progress.completeAt();
        if (complete == null) {
            return 0;
        }
        Instant settled = now.minus(DayState.GRACE);
        LocalDate ended = date(settled.isBefore(complete) ? settled : complete);
        int made = 0;
        Batch batch;
        do {
            batch = Objects.requireNonNull(transactions.execute(status -> finaliseBatch(ended, now, complete)));
            made += batch.invoices();
        } while (batch.accounts() > 0);
        return made;
    }

    /** What one transaction has done. */
    private record Batch(int accounts, int invoices) {}

    private Batch finaliseBatch(LocalDate ended, Instant now, Instant complete) {
        List<BilledAccount> due = accounts.lockDue(ended, BATCH);
        List<Asked> asked = due.stream()
                .map(account -> new Asked(account, Objects.requireNonNull(account.unbilled())))
                .toList();
        List<Invoice> invoices = drafts.draft(asked, complete);
        if (!invoices.isEmpty()) {
            List<Invoice> made = numbered(invoices, now);
            insert(made);
            events.publish(
                    EventType.INVOICE_FINALISED,
                    made.stream().map(Invoices::told).toList());
        }
        accounts.billed(due);
        return new Batch(due.size(), invoices.size());
    }

    private static Map<String, Object> told(Invoice invoice) {
        return Map.of(
                "number", Objects.requireNonNull(invoice.number()),
                "account_id", invoice.accountId(),
                "from", invoice.period().from().toString(),
                "until", invoice.period().until().toString(),
                "currency", invoice.currency(),
                "total", invoice.total().toPlainString(),
                "due", invoice.due().toPlainString());
    }

    /** Takes numbers for them; others wait for theirs until the transaction ends. */
    private List<Invoice> numbered(List<Invoice> invoices, Instant now) {
        long number = database.sql("UPDATE invoice_numbers SET last = last + ? RETURNING last")
                        .param(invoices.size())
                        .query(Long.class)
                        .single()
                - invoices.size();
        List<Invoice> numbered = new ArrayList<>(invoices.size());
        for (Invoice invoice : invoices) {
            number++;
            numbered.add(invoice.finalised(number, now));
        }
        return numbered;
    }

    private void insert(List<Invoice> invoices) {
        insertInvoices.insert(invoices.stream().map(Invoices::columns).toList());
        List<@Nullable Object[]> lines = new ArrayList<>();
        for (Invoice invoice : invoices) {
            for (int i = 0; i < invoice.lines().size(); i++) {
                lines.add(columns(invoice.number(), i + 1, invoice.lines().get(i)));
            }
        }
        insertLines.insert(lines);
    }

    private static @Nullable Object[] columns(Invoice invoice) {
        return new @Nullable Object[] {
            invoice.number(),
            invoice.accountId(),
            invoice.accountName(),
            invoice.period().from(),
            invoice.period().until(),
            invoice.currency(),
            invoice.taxPercent().toPlainString(),
            invoice.subtotal().toPlainString(),
            invoice.tax().toPlainString(),
            invoice.total().toPlainString(),
            invoice.credited().toPlainString(),
            invoice.admitted(),
            invoice.completeUntil(),
            invoice.finalisedAt()
        };
    }

    private static @Nullable Object[] columns(@Nullable Long number, int position, InvoiceLine line) {
        return new @Nullable Object[] {
            number,
            position,
            line.kind().word(),
            line.planId(),
            line.planName(),
            line.priceVersion(),
            line.begin(),
            line.end(),
            line.admitted(),
            line.quantity(),
            line.unitPrice() == null ? null : line.unitPrice().toPlainString(),
            line.flatPrice() == null ? null : line.flatPrice().toPlainString(),
            line.discount() == null ? null : line.discount().coupon(),
            line.discount() == null ? null : line.discount().percentOff().toPlainString(),
            line.amount().toPlainString()
        };
    }

    /** The final invoices of an account, the latest first; {@code page} begins behind a number, or with the latest. */
    Page<Invoice> of(String accountId, Page.Request page) {
        List<Invoice> found = withLines(database.sql("SELECT " + COLUMNS + " FROM invoices WHERE account_id = ?"
                        + " AND number < ? ORDER BY number DESC LIMIT ?")
                .params(
                        accountId,
                        page.after().isEmpty() ? Long.MAX_VALUE : Long.parseLong(page.after()),
                        page.limit() + 1)
                .query(Invoices::read)
                .list());
        return Page.of(found, page, invoice -> String.valueOf(invoice.number()));
    }

    /** The final invoices behind a number whose periods ended within some days, in their order. */
    List<Invoice> endedWithin(Days days, long after, int most) {
        return withLines(database.sql("SELECT " + COLUMNS + " FROM invoices WHERE number > ? AND period_until > ?"
                        + " AND period_until <= ? ORDER BY number LIMIT ?")
                .params(after, Date.valueOf(days.from()), Date.valueOf(days.to().plusDays(1)), most)
                .query(Invoices::read)
                .list());
    }

    /** The final invoice with that number. */
    Optional<Invoice> find(long number) {
        return withLines(database.sql("SELECT " + COLUMNS + " FROM invoices WHERE number = ?")
                        .param(number)
                        .query(Invoices::read)
                        .list())
                .stream()
                .findFirst();
    }

    private List<Invoice> withLines(List<Invoice> heads) {
        Map<Long, List<InvoiceLine>> lines = new HashMap<>();
        database.sql("SELECT " + LINE_COLUMNS + " FROM invoice_lines WHERE number = ANY (?) ORDER BY number, line")
                .param(heads.stream().map(Invoice::number).toArray(Long[]::new))
                .query((RowCallbackHandler) row -> lines.computeIfAbsent(row.getLong("number"), n -> new ArrayList<>())
                        .add(readLine(row)));
        return heads.stream()
                .map(head -> head.withLines(lines.getOrDefault(Objects.requireNonNull(head.number()), List.of())))
                .toList();
    }

    private static Invoice read(ResultSet row, int n) throws SQLException {
        return new Invoice(
                row.getLong("number"),
                row.getString("account_id"),
                row.getString("account_name"),
                new BillingPeriod(
                        row.getDate("period_from").toLocalDate(),
                        row.getDate("period_until").toLocalDate()),
                row.getString("currency"),
                row.getBigDecimal("tax_percent"),
                List.of(),
                row.getBigDecimal("subtotal"),
                row.getBigDecimal("tax"),
                row.getBigDecimal("total"),
                row.getBigDecimal("credited"),
                row.getLong("admitted"),
                row.getTimestamp("complete_until").toInstant(),
                row.getTimestamp("finalised_at").toInstant());
    }

    private static InvoiceLine readLine(ResultSet row) throws SQLException {
        return new InvoiceLine(
                Kind.of(row.getString("kind")),
                row.getString("plan_id"),
                row.getString("plan_name"),
                row.getObject("price_version", Integer.class),
                row.getTimestamp("begins_at").toInstant(),
                row.getTimestamp("ends_at").toInstant(),
                row.getObject("admitted", Long.class),
                row.getObject("quantity", Long.class),
                row.getBigDecimal("unit_price"),
                row.getBigDecimal("flat_price"),
                row.getString("coupon") == null
                        ? null
                        : new Discount(row.getString("coupon"), row.getBigDecimal("percent_off")),
                row.getBigDecimal("amount"));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static LocalDate date(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
