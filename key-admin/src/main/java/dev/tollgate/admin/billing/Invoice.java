package dev.tollgate.admin.billing;

import dev.tollgate.admin.billing.InvoiceLine.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account owes for a billing period in one currency.
 *
 * @param number null while it is a draft
 * @param accountName as it was when the invoice was made
 * @param lines in the order of time
 * @param subtotal the sum of the lines
 * @param tax of the subtotal, rounded half to even
 * @param credited what of the total is paid from credits
 * @param admitted what the account was admitted for in the period
 * @param completeUntil up to when usage was known
 * @param finalisedAt null while it is a draft
 */
record Invoice(
        @Nullable Long number,
        String accountId,
        String accountName,
        BillingPeriod period,
        String currency,
        BigDecimal taxPercent,
        List<InvoiceLine> lines,
        BigDecimal subtotal,
        BigDecimal tax,
        BigDecimal total,
        BigDecimal credited,
        long admitted,
        Instant completeUntil,
        @Nullable Instant finalisedAt) {

    private static final int PERCENT_DIGITS = 2;

    /**
     * Adds up a draft.
     *
     * @param credit what there is of it
     */
    static Invoice draft(
            BilledAccount account,
            BillingPeriod period,
            String currency,
            List<InvoiceLine> lines,
            BigDecimal credit,
            Instant completeUntil) {
        int scale = PriceTerms.scaleOf(currency);
        BigDecimal subtotal = lines.stream().map(InvoiceLine::amount).reduce(InvoiceLine.zero(scale), BigDecimal::add);
        BigDecimal tax = subtotal.multiply(account.taxPercent())
                .movePointLeft(PERCENT_DIGITS)
                .setScale(scale, RoundingMode.HALF_EVEN);
        BigDecimal total = subtotal.add(tax);
        BigDecimal credited = total.min(credit).max(InvoiceLine.zero(scale)).setScale(scale, RoundingMode.DOWN);
        long admitted = lines.stream()
                .filter(line -> line.kind().countsItsPeriod())
                .mapToLong(line -> line.admitted() == null ? 0 : line.admitted())
                .sum();
        return new Invoice(
                null,
                account.id(),
                account.name(),
                period,
                currency,
                account.taxPercent(),
                List.copyOf(lines),
                subtotal,
                tax,
                total,
                credited,
                admitted,
                completeUntil,
                null);
    }

    /** Digits behind the point of its amounts. */
    public int scale() {
        return PriceTerms.scaleOf(currency);
    }

    /** What is left to pay. */
    public BigDecimal due() {
        return total.subtract(credited);
    }

    /** The last day of its period. */
    public LocalDate lastDay() {
        return period.until().minusDays(1);
    }

    /** The same, final. */
    Invoice finalised(long newNumber, Instant at) {
        return new Invoice(
                newNumber,
                accountId,
                accountName,
                period,
                currency,
                taxPercent,
                lines,
                subtotal,
                tax,
                total,
                credited,
                admitted,
                completeUntil,
                at);
    }

    /** The same with these lines, which it was made of. */
    Invoice withLines(List<InvoiceLine> itsLines) {
        return new Invoice(
                number,
                accountId,
                accountName,
                period,
                currency,
                taxPercent,
                itsLines,
                subtotal,
                tax,
                total,
                credited,
                admitted,
                completeUntil,
                finalisedAt);
    }

    public boolean isFinal() {
        return number != null;
    }

    /** What lines of usage come to, which is what late usage is compared with. */
    static BigDecimal usageAmount(List<InvoiceLine> lines) {
        return lines.stream()
                .filter(line -> line.kind() == Kind.USAGE)
                .map(InvoiceLine::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
