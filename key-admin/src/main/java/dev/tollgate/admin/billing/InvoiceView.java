package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An invoice, as the API shows it: {@link Invoice} says what each means. Amounts are texts: no reader may round them. */
record InvoiceView(
        @Nullable Long number,
        String state,
        String accountId,
        String accountName,
        LocalDate from,
        LocalDate until,
        String currency,
        List<LineView> lines,
        String subtotal,
        String taxPercent,
        String tax,
        String total,
        String credited,
        String due,
        long admitted,
        Instant completeUntil,
        @Nullable Instant finalisedAt) {

    /** A line: {@link InvoiceLine} says what each means. */
    record LineView(
            String kind,
            @Nullable String plan,
            @Nullable String planName,
            @Nullable Integer priceVersion,
            Instant begin,
            Instant end,
            @Nullable Long admitted,
            @Nullable Long quantity,
            @Nullable String unitPrice,
            @Nullable String flatPrice,
            @Nullable String coupon,
            @Nullable String percentOff,
            String amount) {

        private static LineView of(InvoiceLine line) {
            return new LineView(
                    line.kind().word(),
                    line.planId(),
                    line.planName(),
                    line.priceVersion(),
                    line.begin(),
                    line.end(),
                    line.admitted(),
                    line.quantity(),
                    text(line.unitPrice()),
                    text(line.flatPrice()),
                    line.discount() == null ? null : line.discount().coupon(),
                    line.discount() == null ? null : percent(line.discount().percentOff()),
                    line.amount().toPlainString());
        }

        private static @Nullable String text(@Nullable BigDecimal price) {
            return price == null ? null : price.toPlainString();
        }
    }

    static InvoiceView of(Invoice invoice) {
        return new InvoiceView(
                invoice.number(),
                invoice.isFinal() ? "final" : "draft",
                invoice.accountId(),
                invoice.accountName(),
                invoice.period().from(),
                invoice.period().until(),
                invoice.currency(),
                invoice.lines().stream().map(LineView::of).toList(),
                invoice.subtotal().toPlainString(),
                percent(invoice.taxPercent()),
                invoice.tax().toPlainString(),
                invoice.total().toPlainString(),
                invoice.credited().toPlainString(),
                invoice.due().toPlainString(),
                invoice.admitted(),
                invoice.completeUntil(),
                invoice.finalisedAt());
    }

    /** Without the zeros that the database has behind it. */
    static String percent(BigDecimal percent) {
        return percent.signum() == 0 ? "0" : percent.stripTrailingZeros().toPlainString();
    }
}
