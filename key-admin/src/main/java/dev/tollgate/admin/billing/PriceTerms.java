package dev.tollgate.admin.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan costs, as the API shows it. Amounts are texts in JSON: no reader may round them.
 *
 * @param currency by ISO 4217, such as EUR
 * @param interval {@code month} or {@code year}: what the base fee is for
 * @param baseFee of an interval; each month's invoice has its part of a year's
 * @param includedPerDay what the base fee includes on each UTC day; null for everything
 * @param includedPer {@code key} or {@code account}: who has that
 * @param overage what more than that costs; null where everything is included
 * @param trialDays for how many days nothing is charged, from when an account first comes to the plan
 */
record PriceTerms(
        String currency,
        String interval,
        String baseFee,
        @Nullable Long includedPerDay,
        String includedPer,
        @Nullable Overage overage,
        int trialDays) {

    static final String MONTH = "month";
    static final String YEAR = "year";
    static final String PER_KEY = "key";
    static final String PER_ACCOUNT = "account";

    static final String GRADUATED = "graduated";
    static final String VOLUME = "volume";
    static final String PACKAGES = "packages";

    /**
     * What requests cost that are not included.
     *
     * @param model {@code graduated}, {@code volume} or {@code packages}
     * @param tiers of the first two
     * @param packageSize requests in a package
     * @param packagePrice of a package, of which each that was begun is paid for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Overage(
            String model,
            @Nullable List<PricedTier> tiers,
            @Nullable Long packageSize,
            @Nullable String packagePrice) {}

    /**
     * A stretch of the quantities of a billing period.
     *
     * @param upTo the last quantity that is of it; null for the last tier, which has no end
     * @param unitPrice of each request
     * @param flatPrice once, if it is reached
     */
    record PricedTier(@Nullable Long upTo, String unitPrice, String flatPrice) {}

    /** Digits behind the point that an amount has. */
    static int scaleOf(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }

    int scale() {
        return scaleOf(currency);
    }

    BigDecimal fee() {
        return new BigDecimal(baseFee);
    }

    int months() {
        return interval.equals(YEAR) ? BillingCycle.YEARLY : BillingCycle.MONTHLY;
    }

    /**
     * By what rules overage is rated; null where everything is included.
     *
     * @throws IllegalArgumentException if the tiers leave a quantity without a price, or give it two
     */
    @Nullable
    UsagePrice usagePrice() {
        if (overage == null) {
            return null;
        }
        if (overage.model().equals(PACKAGES)) {
            return new UsagePrice.Packages(
                    overage.packageSize() == null ? 0 : overage.packageSize(), amount(overage.packagePrice()));
        }
        List<PricedTier> priced = overage.tiers() == null ? List.of() : overage.tiers();
        List<Tier> tiers = priced.stream()
                .map(tier -> new Tier(tier.upTo(), amount(tier.unitPrice()), amount(tier.flatPrice())))
                .toList();
        return overage.model().equals(VOLUME) ? new UsagePrice.Volume(tiers) : new UsagePrice.Graduated(tiers);
    }

    private static BigDecimal amount(@Nullable String text) {
        return text == null ? BigDecimal.ZERO : new BigDecimal(text);
    }
}
