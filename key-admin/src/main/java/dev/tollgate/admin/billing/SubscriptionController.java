package dev.tollgate.admin.billing;

import dev.tollgate.admin.access.Needs;
import dev.tollgate.admin.access.Right;
import dev.tollgate.admin.billing.PlannedChanges.PlannedChange;
import dev.tollgate.admin.billing.Stretch.Phase;
import dev.tollgate.admin.web.Body;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/accounts/{id}/subscription}. */
@RestController
@RequestMapping(path = "/api/v1/accounts/{id}/subscription", produces = MediaType.APPLICATION_JSON_VALUE)
final class SubscriptionController {
    private static final int PLAN_LENGTH_MAX = 50;
    private static final int PERCENT_DIGITS = 4;
    private static final BigDecimal PERCENT_MAX = new BigDecimal(100);
    private static final int SPEND_DIGITS = 4;
    private static final BigDecimal SPEND_MAX = new BigDecimal("1000000000");

    private final BilledAccounts accounts;
    private final Subscriptions subscriptions;
    private final PlannedChanges planned;
    private final Credits credits;
    private final Coupons coupons;

    SubscriptionController(
            BilledAccounts accounts,
            Subscriptions subscriptions,
            PlannedChanges planned,
            Credits credits,
            Coupons coupons) {
        this.accounts = accounts;
        this.subscriptions = subscriptions;
        this.planned = planned;
        this.credits = credits;
        this.coupons = coupons;
    }

    /**
     * Which plan an account has, and how it is billed.
     *
     * @param since when it came to be so
     * @param state {@code active}, or {@code suspended} while nothing is charged
     * @param billingAnchor the day from which its billing periods are counted
     * @param from the first day of the period that it is now
     * @param until the day behind its last
     * @param planned what happens then; null for nothing
     * @param credits what is left of them, by currency
     * @param coupons that it has redeemed, and for which periods, in their order
     * @param spendAlert from which total of a period on webhooks are told; null for none
     */
    record SubscriptionView(
            String accountId,
            String plan,
            Instant since,
            String state,
            LocalDate billingAnchor,
            String taxPercent,
            LocalDate from,
            LocalDate until,
            @Nullable PlannedChange planned,
            Map<String, String> credits,
            List<RedeemedCoupon> coupons,
            @Nullable String spendAlert) {}

    /**
     * A coupon of an account.
     *
     * @param from the first day of the first period that it is for
     * @param until the day behind the last; null for none
     */
    record RedeemedCoupon(
            String code,
            String percentOff,
            LocalDate from,
            @Nullable LocalDate until) {}

    @GetMapping
    @Needs(value = Right.BILLING_READ, account = "id")
    SubscriptionView show(@PathVariable String id) {
        BilledAccount account = accounts.get(id);
        List<Phase> history = subscriptions.histories(List.of(id)).getOrDefault(id, List.of());
        Phase latest = history.get(history.size() - 1);
        BillingPeriod period = planned.currentPeriod(account);
        BigDecimal spendAlert = accounts.spendAlert(id);
        return new SubscriptionView(
                id,
                latest.planId(),
                latest.since(),
                latest.inForce() ? "active" : "suspended",
                account.anchor(),
                InvoiceView.percent(account.taxPercent()),
                period.from(),
                period.until(),
                planned.of(id).orElse(null),
                credits.left(id),
                coupons.of(id).stream()
                        .map(one -> new RedeemedCoupon(
                                one.code(), InvoiceView.percent(one.percentOff()), one.from(), one.until()))
                        .toList(),
                spendAlert == null ? null : spendAlert.toPlainString());
    }

    @PostMapping("/coupons")
    @Needs(Right.BILLING_WRITE)
    SubscriptionView redeem(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        redeem(coupons, id, Body.of(json, "code"));
        return show(id);
    }

    /** Redeems the coupon that the body names. */
    static void redeem(Coupons coupons, String id, Body body) {
        String code = body.requiredText("code", CouponController.CODE_LENGTH_MAX);
        body.check();
        coupons.redeem(id, code);
    }

    @PatchMapping
    @Needs(Right.BILLING_WRITE)
    SubscriptionView change(@PathVariable String id, @RequestBody @Nullable JsonNode json) {
        Body body = Body.of(json, "billing_anchor", "tax_percent", "planned", "spend_alert");
        change(accounts, planned, id, body);
        return show(id);
    }

    /** Changes what the body names. */
    static void change(BilledAccounts accounts, PlannedChanges planned, String id, Body body) {
        LocalDate anchor = body.date("billing_anchor");
        BigDecimal taxPercent = body.amount("tax_percent", PERCENT_DIGITS, PERCENT_MAX);
        Body change = body.object("planned", "plan");
        if (change != null && !change.has("plan")) {
            change.error("plan", "is required: the plan that comes next, or null to suspend the account");
        }
        BigDecimal spendAlert = body.amount("spend_alert", SPEND_DIGITS, SPEND_MAX);
        if (spendAlert != null && spendAlert.signum() == 0) {
            body.error("spend_alert", "must be above zero, or null for none");
        }
        String plan = change == null || change.isNull("plan") ? null : change.text("plan", PLAN_LENGTH_MAX);
        body.check();
        if (anchor != null || taxPercent != null) {
            accounts.change(id, anchor, taxPercent);
        }
        if (body.has("spend_alert")) {
            accounts.setSpendAlert(id, spendAlert);
        }
        if (change != null) {
            planned.plan(id, plan);
        } else if (body.isNull("planned")) {
            planned.withdraw(id);
        }
    }
}
