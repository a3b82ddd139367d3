package dev.tollgate.admin.billing;

import dev.tollgate.admin.billing.InvoiceDrafts.Asked;
import dev.tollgate.admin.billing.InvoiceLine.Kind;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.ProblemException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** What accounts would have paid if a plan had had another price. Nothing is kept of it. */
@Component
final class WhatIf {
    /** Before any plan had a price. */
    private static final LocalDate ALWAYS = LocalDate.of(2000, 1, 1);

    private final BilledAccounts accounts;
    private final InvoiceDrafts drafts;
    private final Prices prices;
    private final Plans plans;
    private final Clock clock;

    WhatIf(BilledAccounts accounts, InvoiceDrafts drafts, Prices prices, Plans plans, Clock clock) {
        this.accounts = accounts;
        this.drafts = drafts;
        this.prices = prices;
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * What the last period that is over comes to for an account, without tax and late usage.
     *
     * @param from its first day
     * @param until the day behind its last
     * @param now by the prices that there are
     * @param then by the other one
     */
    record Compared(
            String accountId,
            String accountName,
            LocalDate from,
            LocalDate until,
            String currency,
            String now,
            String then,
            String difference) {}

    /**
     * Compares for those who had the plan in their last period that is over, as if it had had a price all the time.
     *
     * @throws ProblemException if there is no such plan
     */
    Page<Compared> compare(String planId, PriceTerms terms, Page.Request page) {
        if (plans.find(planId).isEmpty()) {
            throw ProblemException.notFound("There is no such plan.");
        }
        Instant now = clock.instant();
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        // Of any account, the last period that is over began no more than two months ago.
        List<BilledAccount> found = accounts.onPlan(
                planId, BillingPeriod.midnight(today.minusMonths(2).minusDays(1)), now, page.after(), page.limit() + 1);
        Page<BilledAccount> part = Page.of(found, page, BilledAccount::id);
        List<Asked> asked = part.data().stream()
                .map(account -> new Asked(
                        account,
                        account.cycle()
                                .periodOf(account.cycle().periodOf(today).from().minusDays(1))))
                .toList();
        Map<String, List<Price>> known = prices.all();
        Map<String, List<Price>> other = new HashMap<>(known);
        other.put(planId, List.of(new Price(planId, 1, ALWAYS, true, terms)));
        return new Page<>(
                compared(asked, sums(drafts.draft(asked, now, known)), sums(drafts.draft(asked, now, other))),
                part.nextCursor());
    }

    private static List<Compared> compared(
            List<Asked> asked, Map<String, Map<String, BigDecimal>> now, Map<String, Map<String, BigDecimal>> then) {
        List<Compared> compared = new ArrayList<>();
        for (Asked one : asked) {
            Map<String, BigDecimal> before = now.getOrDefault(one.account().id(), Map.of());
            Map<String, BigDecimal> after = then.getOrDefault(one.account().id(), Map.of());
            Set<String> currencies = new TreeSet<>(before.keySet());
            currencies.addAll(after.keySet());
            for (String currency : currencies) {
                BigDecimal zero = InvoiceLine.zero(PriceTerms.scaleOf(currency));
                BigDecimal paid = before.getOrDefault(currency, zero);
                BigDecimal would = after.getOrDefault(currency, zero);
                compared.add(new Compared(
                        one.account().id(),
                        one.account().name(),
                        one.period().from(),
                        one.period().until(),
                        currency,
                        paid.toPlainString(),
                        would.toPlainString(),
                        would.subtract(paid).toPlainString()));
            }
        }
        return compared;
    }

    /** By account and currency. */
    private static Map<String, Map<String, BigDecimal>> sums(List<Invoice> invoices) {
        Map<String, Map<String, BigDecimal>> sums = new HashMap<>();
        for (Invoice invoice : invoices) {
            BigDecimal sum = invoice.lines().stream()
                    .filter(line -> line.kind() != Kind.LATE_USAGE && line.kind() != Kind.DISCOUNT)
                    .map(InvoiceLine::amount)
                    .reduce(InvoiceLine.zero(invoice.scale()), BigDecimal::add);
            sums.computeIfAbsent(invoice.accountId(), id -> new TreeMap<>()).put(invoice.currency(), sum);
        }
        return sums;
    }
}
