package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of an invoice.
 *
 * @param planId null where it is about no plan
 * @param planName as it was when the line was made
 * @param begin of what it is about
 * @param end of what it is about
 * @param admitted what the account was admitted for; null where it is not about that
 * @param quantity what was priced: requests, or packages; null where nothing was counted
 * @param discount null where it is none
 */
record InvoiceLine(
        Kind kind,
        @Nullable String planId,
        @Nullable String planName,
        @Nullable Integer priceVersion,
        Instant begin,
        Instant end,
        @Nullable Long admitted,
        @Nullable Long quantity,
        @Nullable BigDecimal unitPrice,
        @Nullable BigDecimal flatPrice,
        @Nullable Discount discount,
        BigDecimal amount) {

    /** What a coupon takes off. */
    record Discount(String coupon, BigDecimal percentOff) {}

    /** What it is about; its word is what the API and the table say. */
    enum Kind {
        /** For having the plan. */
        BASE_FEE,
        /** Requests that the base fee, or a trial, includes. */
        INCLUDED,
        /** Requests beyond those, of a tier. */
        USAGE,
        /** Requests while the account was on no plan that has a price. */
        NOT_BILLED,
        /** What an earlier invoice would say more, or less, if it were made today. */
        LATE_USAGE,
        /** What a coupon takes off all of the lines before. */
        DISCOUNT;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** Whether the requests of its invoice's own period are counted in it. */
        boolean countsItsPeriod() {
            return this == INCLUDED || this == USAGE || this == NOT_BILLED;
        }
    }

    /**
     * What was admitted in a stretch.
     *
     * @param admitted all of it
     * @param over what is beyond the included requests of its days
     */
    record Quantity(long admitted, long over) {
        static final Quantity NONE = new Quantity(0, 0);
    }

    /**
     * The lines of a stretch that has a price: its base fee, what that includes, and the tiers of what is beyond.
     *
     * @param anchor of the account's billing periods
     */
    static List<InvoiceLine> of(Stretch stretch, Price price, String planName, Quantity quantity, LocalDate anchor) {
        List<InvoiceLine> lines = new ArrayList<>();
        PriceTerms terms = price.terms();
        int scale = terms.scale();
        if (!stretch.trial() && terms.fee().signum() > 0) {
            BillingPeriod paidFor = new BillingCycle(anchor, terms.months()).periodOf(stretch.firstDay());
            lines.add(new InvoiceLine(
                    Kind.BASE_FEE,
                    stretch.planId(),
                    planName,
                    price.version(),
                    stretch.begin(),
                    stretch.end(),
                    null,
                    null,
                    terms.fee(),
                    null,
                    null,
                    paidFor.share(terms.fee(), stretch.begin(), stretch.end(), scale)));
        }
        long over = stretch.trial() || price.usage() == null ? 0 : quantity.over();
        if (quantity.admitted() > over) {
            lines.add(ofUsage(Kind.INCLUDED, stretch, price, planName, quantity.admitted() - over, null, zero(scale)));
        }
        if (over > 0 && price.usage() != null) {
            boolean packages = price.usage() instanceof UsagePrice.Packages;
            for (RatedLine rated : price.usage().rate(over, scale)) {
                lines.add(ofUsage(
                        Kind.USAGE,
                        stretch,
                        price,
                        planName,
                        packages ? over : rated.quantity(),
                        rated,
                        rated.amount()));
            }
        }
        return lines;
    }

    private static InvoiceLine ofUsage(
            Kind kind,
            Stretch stretch,
            Price price,
            String planName,
            long admitted,
            @Nullable RatedLine rated,
            BigDecimal amount) {
        return new InvoiceLine(
                kind,
                stretch.planId(),
                planName,
                price.version(),
                BillingPeriod.midnight(stretch.from()),
                BillingPeriod.midnight(stretch.until()),
                admitted,
                rated == null ? null : rated.quantity(),
                rated == null ? null : rated.unitPrice(),
                rated == null ? null : rated.flatPrice(),
                null,
                amount);
    }

    /** The first day of what it is about, in UTC. */
    public LocalDate firstDay() {
        return begin.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** The last day of what it is about, in UTC. */
    public LocalDate lastDay() {
        return end.minusNanos(1).atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** About a whole period, and no plan. */
    static InvoiceLine ofPeriod(Kind kind, BillingPeriod period, long admitted, BigDecimal amount) {
        return new InvoiceLine(
                kind, null, null, null, period.begin(), period.end(), admitted, null, null, null, null, amount);
    }

    /** What a coupon takes off what the lines of a period come to, rounded half to even. */
    static InvoiceLine ofCoupon(Discount discount, BillingPeriod period, BigDecimal sum, int scale) {
        BigDecimal off = sum.multiply(discount.percentOff()).movePointLeft(2).setScale(scale, RoundingMode.HALF_EVEN);
        return new InvoiceLine(
                Kind.DISCOUNT,
                null,
                null,
                null,
                period.begin(),
                period.end(),
                null,
                null,
                null,
                null,
                discount,
                off.negate());
    }

    static BigDecimal zero(int scale) {
        return BigDecimal.ZERO.setScale(scale, RoundingMode.UNNECESSARY);
    }
}
