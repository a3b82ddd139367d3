package dev.tollgate.admin.billing;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.billing.PriceTerms.Overage;
import dev.tollgate.admin.billing.PriceTerms.PricedTier;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Body;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/plans/{id}/prices}. */
@RestController
@RequestMapping(path = "/api/v1/plans/{id}/prices", produces = MediaType.APPLICATION_JSON_VALUE)
final class PriceController {
    private static final BigDecimal AMOUNT_MAX = new BigDecimal("1000000000");
    private static final int UNIT_PRICE_DIGITS = 12;
    private static final int CODE_LENGTH_MAX = 20;

    /** Of any currency that there is: where one is not known, nothing is said of the digits of its amounts. */
    private static final int CURRENCY_DIGITS_MAX = 4;

    private static final long QUANTITY_MAX = 1_000_000_000_000L;
    private static final int TIERS_MAX = 50;
    private static final int TRIAL_DAYS_MAX = 365;

    private final Prices prices;
    private final Plans plans;

    PriceController(Prices prices, Plans plans) {
        this.prices = prices;
        this.plans = plans;
    }

    /** A price, as the API shows it. */
    record PriceView(
            String plan,
            int version,
            LocalDate effectiveFrom,
            boolean forExisting,
            @JsonUnwrapped PriceTerms terms) {
        static PriceView of(Price price) {
            return new PriceView(
                    price.planId(), price.version(), price.effectiveFrom(), price.forExisting(), price.terms());
        }
    }

    @GetMapping
    @Needs(value = Right.PLANS_READ, ofNoAccount = true)
    Page<PriceView> list(@PathVariable String id) {
        if (plans.find(id).isEmpty()) {
            throw ProblemException.notFound("There is no such plan.");
        }
        return new Page<>(prices.of(id).stream().map(PriceView::of).toList(), null);
    }

    @PostMapping
    @Needs(Right.PLANS_WRITE)
    @ResponseStatus(HttpStatus.CREATED)
    PriceView add(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        return PriceView.of(add(
                prices,
                id,
                Body.of(
                        json,
                        "effective_from",
                        "for_existing",
                        "currency",
                        "interval",
                        "base_fee",
                        "included_per_day",
                        "included_per",
                        "overage",
                        "trial_days")));
    }

    /** Adds the price that the body describes. */
    static Price add(Prices prices, String planId, Body body) {
        LocalDate from = body.date("effective_from");
        if (from == null) {
            body.error("effective_from", "is required: the first day on which it holds");
        }
        Boolean forExisting = body.flag("for_existing");
        PriceTerms terms = terms(body);
        body.check();
        return prices.add(planId, Objects.requireNonNull(from), forExisting == null || forExisting, terms);
    }

    /** What the body says of a price, but for when it holds and for whom. */
    static PriceTerms terms(Body body) {
        String currency = currency(body);
        int digits = digits(currency);
        String interval = body.choice("interval", PriceTerms.MONTH, PriceTerms.YEAR);
        BigDecimal fee = body.amount("base_fee", digits, AMOUNT_MAX);
        if (!body.has("base_fee") || body.isNull("base_fee")) {
            body.error("base_fee", "is required: a text such as \"49.00\"");
        }
        Long included = body.number("included_per_day", 0, QUANTITY_MAX);
        String includedPer = body.choice("included_per", PriceTerms.PER_KEY, PriceTerms.PER_ACCOUNT);
        Overage overage = overage(body.object("overage", "model", "tiers", "package_size", "package_price"), digits);
        if ((included == null) != (overage == null)) {
            body.error(
                    included == null ? "included_per_day" : "overage",
                    "is required with " + (included == null ? "overage" : "included_per_day")
                            + ": what is not included must have a price, and what has one is not included");
        }
        Long trialDays = body.number("trial_days", 0, TRIAL_DAYS_MAX);
        PriceTerms terms = new PriceTerms(
                currency,
                interval == null ? PriceTerms.MONTH : interval,
                fee == null ? "0" : text(fee, digits),
                included,
                includedPer == null ? PriceTerms.PER_KEY : includedPer,
                overage,
                trialDays == null ? 0 : Math.toIntExact(trialDays));
        try {
            var unused = terms.usagePrice();
        } catch (IllegalArgumentException e) {
            body.error("overage", "leaves a quantity without a price, or gives it two: " + e.getMessage());
        }
        return terms;
    }

    static String currency(Body body) {
        String code = body.requiredText("currency", CODE_LENGTH_MAX);
        if (code.isEmpty()) {
            return "";
        }
        try {
            if (Currency.getInstance(code).getDefaultFractionDigits() >= 0) {
                return code;
            }
        } catch (IllegalArgumentException e) {
            // The same error as for one in which nobody pays.
        }
        body.error("currency", "must be a currency of ISO 4217, such as EUR");
        return "";
    }

    /** Digits behind the point that amounts in a currency may have. */
    static int digits(String currency) {
        return currency.isEmpty() ? CURRENCY_DIGITS_MAX : PriceTerms.scaleOf(currency);
    }

    private static @Nullable Overage overage(@Nullable Body body, int digits) {
        if (body == null) {
            return null;
        }
        String model = body.choice("model", PriceTerms.GRADUATED, PriceTerms.VOLUME, PriceTerms.PACKAGES);
        if (model == null) {
            body.error("model", "is required");
            return null;
        }
        if (model.equals(PriceTerms.PACKAGES)) {
            Long size = body.number("package_size", 1, QUANTITY_MAX);
            BigDecimal price = body.amount("package_price", digits, AMOUNT_MAX);
            if (!body.has("package_size") || !body.has("package_price") || body.has("tiers")) {
                body.error("package_size", "and package_price are required for packages, and tiers are none of them");
            }
            return new Overage(model, null, size == null ? 1 : size, price == null ? "0" : text(price, digits));
        }
        if (body.has("package_size") || body.has("package_price")) {
            body.error("model", "must be packages where there is a package_size or a package_price");
        }
        List<PricedTier> tiers = body.objects("tiers", TIERS_MAX, "up_to", "unit_price", "flat_price").stream()
                .map(tier -> tier(tier, digits))
                .toList();
        return new Overage(model, tiers, null, null);
    }

    private static PricedTier tier(Body body, int digits) {
        BigDecimal unit = body.amount("unit_price", UNIT_PRICE_DIGITS, AMOUNT_MAX);
        BigDecimal flat = body.amount("flat_price", digits, AMOUNT_MAX);
        if (!body.has("unit_price") && !body.has("flat_price")) {
            body.error("unit_price", "is required, or flat_price");
        }
        return new PricedTier(
                body.number("up_to", 1, QUANTITY_MAX),
                unit == null ? "0" : unit.toPlainString(),
                flat == null ? "0" : text(flat, digits));
    }

    private static String text(BigDecimal amount, int digits) {
        return amount.setScale(digits).toPlainString();
    }
}
