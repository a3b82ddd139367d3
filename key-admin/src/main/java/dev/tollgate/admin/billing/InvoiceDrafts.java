package dev.tollgate.admin.billing;

import dev.tollgate.admin.billing.Coupons.Redemption;
import dev.tollgate.admin.billing.InvoiceLine.Discount;
import dev.tollgate.admin.billing.InvoiceLine.Kind;
import dev.tollgate.admin.billing.InvoiceLine.Quantity;
import dev.tollgate.admin.billing.Quantities.Days;
import dev.tollgate.admin.billing.Stretch.Phase;
import dev.tollgate.admin.usage.DayState;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes invoices of what is known: prices, histories, and the tables of usage. None of these ever changes what it said of the past
 * but for usage that comes late; so an invoice that is made again has the same cents, and what it has more is late usage.
 */
@Component
final class InvoiceDrafts {
    /**
     * What was billed for earlier periods, by currency, where there is now something else than all of that together. Usage that
     * came late was billed by later invoices. Of what was billed longer ago than usage may come late, only what somebody has
     * corrected can be otherwise by now.
     */
    private static final String BILLED = """
            SELECT p.n, p.period_from, p.period_until, billed.currency, billed.admitted, billed.amount
            FROM (SELECT DISTINCT a.n, a.account_id, i.period_from, i.period_until
                  FROM unnest(?::int[], ?::text[], ?::date[]) AS a (n, account_id, from_day)
                  JOIN invoices i ON i.account_id = a.account_id AND i.period_until <= a.from_day
                  WHERE i.period_until > a.from_day - ?
                     OR EXISTS (SELECT FROM usage_corrections c WHERE c.account_id = a.account_id
                                  AND c.day >= i.period_from AND c.day < i.period_until)) AS p
            JOIN LATERAL (
                SELECT i.currency, sum(coalesce(l.admitted, 0))::bigint AS admitted,
                       sum(CASE WHEN l.kind IN ('usage', 'late_usage') THEN l.amount ELSE 0 END) AS amount,
                       sum(sum(coalesce(l.admitted, 0))) OVER () AS of_all
                FROM invoices i JOIN invoice_lines l ON l.number = i.number
                WHERE i.account_id = p.account_id AND i.period_from >= p.period_from
                  AND CASE WHEN l.kind = 'late_usage' THEN (l.begins_at AT TIME ZONE 'UTC')::date = p.period_from
                           ELSE i.period_from = p.period_from END
                GROUP BY i.currency) AS billed ON true
            WHERE billed.of_all <> (
                SELECT coalesce(sum(admitted), 0) FROM billable_by_account
                WHERE account_id = p.account_id AND day >= p.period_from AND day < p.period_until)
            ORDER BY p.n, p.period_from
            """;

    private static final String CREDITS = """
            SELECT account_id, currency, sum(amount) AS amount
            FROM (SELECT account_id, currency, amount FROM credits WHERE account_id = ANY (?)
                  UNION ALL
                  SELECT account_id, currency, -credited FROM invoices WHERE account_id = ANY (?)) AS parts
            GROUP BY account_id, currency
            """;

    private final JdbcClient database;
    private final Prices prices;
    private final Subscriptions subscriptions;
    private final Quantities quantities;
    private final Coupons coupons;

    InvoiceDrafts(
            JdbcClient database, Prices prices, Subscriptions subscriptions, Quantities quantities, Coupons coupons) {
        this.database = database;
        this.prices = prices;
        this.subscriptions = subscriptions;
        this.quantities = quantities;
        this.coupons = coupons;
    }

    /** An invoice that is wanted. */
    record Asked(BilledAccount account, BillingPeriod period) {}

    /** What was billed, or would be, for a period in a currency. */
    private record Billed(long admitted, BigDecimal amount) {}

    /** A period of an account, cut where its price changes. */
    private record Rated(BilledAccount account, BillingPeriod period, List<Stretch> stretches) {
        /** What is to be counted for it: all of its days first, and then those of each stretch. */
        Stream<Days> days() {
            return Stream.concat(
                    Stream.of(new Days(account.id(), period.from(), period.until(), null)),
                    stretches.stream()
                            .map(stretch -> new Days(account.id(), stretch.from(), stretch.until(), stretch.price())));
        }

        /** Its lines by currency; those of what is not billed are with the first. Takes as many quantities as {@link #days} named. */
        Map<String, List<InvoiceLine>> lines(List<Quantity> counted, Map<String, String> planNames) {
            Map<String, List<InvoiceLine>> lines = new LinkedHashMap<>();
            long unbilled = counted.get(0).admitted();
            for (int i = 0; i < stretches.size(); i++) {
                Stretch stretch = stretches.get(i);
                Price price = stretch.price();
                if (price != null) {
                    Quantity quantity = counted.get(i + 1);
                    unbilled -= quantity.admitted();
                    lines.computeIfAbsent(price.terms().currency(), currency -> new ArrayList<>())
                            .addAll(InvoiceLine.of(
                                    stretch,
                                    price,
                                    planNames.getOrDefault(stretch.planId(), stretch.planId()),
                                    quantity,
                                    account.anchor()));
                }
            }
            if (unbilled != 0) {
                long rest = unbilled;
                lines.entrySet().stream().findFirst().ifPresent(first -> first.getValue()
                        .add(InvoiceLine.ofPeriod(
                                Kind.NOT_BILLED, period, rest, InvoiceLine.zero(PriceTerms.scaleOf(first.getKey())))));
            }
            return lines;
        }
    }

    /**
     * Makes drafts: for each of those asked for one in each currency in which something is to be paid, and none where nothing has a
     * price.
     *
     * @param completeUntil up to when usage is known
     */
    List<Invoice> draft(List<Asked> asked, Instant completeUntil) {
        return draft(asked, completeUntil, prices.all());
    }

    /** As {@link #draft}, by other prices than those that there are. */
    List<Invoice> draft(List<Asked> asked, Instant completeUntil, Map<String, List<Price>> pricesOf) {
        List<String> ids = asked.stream().map(one -> one.account().id()).toList();
        Map<String, List<Phase>> histories = subscriptions.histories(ids);
        Map<String, String> planNames = planNames();
        Map<Integer, Map<BillingPeriod, Map<String, Billed>>> changed = changedSinceBilled(asked);

        List<Rated> rated = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            rated.add(rate(asked.get(i).account(), asked.get(i).period(), histories, pricesOf));
            for (BillingPeriod earlier : changed.getOrDefault(i, Map.of()).keySet()) {
                rated.add(rate(asked.get(i).account(), earlier, histories, pricesOf));
            }
        }
        List<Quantity> counted =
                quantities.count(rated.stream().flatMap(Rated::days).toList());

        Map<String, Map<String, BigDecimal>> credits = credits(ids);
        Map<String, List<Redemption>> redeemed = coupons.of(ids);
        List<Invoice> drafts = new ArrayList<>();
        int done = 0;
        int next = 0;
        for (int i = 0; i < asked.size(); i++) {
            Rated current = rated.get(next++);
            Map<String, List<InvoiceLine>> lines = current.lines(counted.subList(done, counted.size()), planNames);
            done += current.stretches().size() + 1;
            for (Map<String, Billed> billed : changed.getOrDefault(i, Map.of()).values()) {
                Rated earlier = rated.get(next++);
                addLate(
                        lines,
                        earlier.lines(counted.subList(done, counted.size()), planNames),
                        billed,
                        earlier.period());
                done += earlier.stretches().size() + 1;
            }
            BilledAccount account = asked.get(i).account();
            List<Redemption> discounts = redeemed.getOrDefault(account.id(), List.of());
            lines.forEach((currency, its) -> discount(its, discounts, current.period(), PriceTerms.scaleOf(currency)));
            Map<String, BigDecimal> credit = credits.getOrDefault(account.id(), Map.of());
            lines.forEach((currency, its) -> drafts.add(Invoice.draft(
                    account,
                    current.period(),
                    currency,
                    its,
                    credit.getOrDefault(currency, BigDecimal.ZERO),
                    completeUntil)));
        }
        return drafts;
    }

    private static Rated rate(
            BilledAccount account,
            BillingPeriod period,
            Map<String, List<Phase>> histories,
            Map<String, List<Price>> pricesOf) {
        return new Rated(
                account,
                period,
                Stretch.of(
                        histories.getOrDefault(account.id(), List.of()),
                        plan -> pricesOf.getOrDefault(plan, List.of()),
                        period));
    }

    private static void addLate(
            Map<String, List<InvoiceLine>> lines,
            Map<String, List<InvoiceLine>> now,
            Map<String, Billed> billed,
            BillingPeriod period) {
        billed.forEach((currency, then) -> {
            List<InvoiceLine> again = now.getOrDefault(currency, List.of());
            long admitted = again.stream()
                    .mapToLong(line -> line.admitted() == null ? 0 : line.admitted())
                    .sum();
            BigDecimal more = Invoice.usageAmount(again).subtract(then.amount());
            if (admitted != then.admitted() || more.signum() != 0) {
                lines.computeIfAbsent(currency, none -> new ArrayList<>())
                        .add(InvoiceLine.ofPeriod(
                                Kind.LATE_USAGE,
                                period,
                                admitted - then.admitted(),
                                more.setScale(PriceTerms.scaleOf(currency))));
            }
        });
    }

    /** One coupon after the other, each of what is left; none where nothing is to be paid. */
    private static void discount(List<InvoiceLine> lines, List<Redemption> redeemed, BillingPeriod period, int scale) {
        for (Redemption redemption : redeemed) {
            BigDecimal sum = lines.stream().map(InvoiceLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
            if (redemption.isFor(period) && sum.signum() > 0) {
                lines.add(InvoiceLine.ofCoupon(
                        new Discount(redemption.code(), redemption.percentOff()), period, sum, scale));
            }
        }
    }

    /** What was billed for earlier periods of which usage has changed since, by their places in {@code asked}. */
    private Map<Integer, Map<BillingPeriod, Map<String, Billed>>> changedSinceBilled(List<Asked> asked) {
        Map<Integer, Map<BillingPeriod, Map<String, Billed>>> changed = new HashMap<>();
        Integer[] numbers = new Integer[asked.size()];
        Arrays.setAll(numbers, n -> n);
        database.sql(BILLED)
                .params(
                        numbers,
                        asked.stream().map(one -> one.account().id()).toArray(String[]::new),
                        asked.stream()
                                .map(one -> Date.valueOf(one.period().from()))
                                .toArray(Date[]::new),
                        DayState.LATE_DAYS)
                .query((RowCallbackHandler) row -> changed.computeIfAbsent(row.getInt("n"), n -> new LinkedHashMap<>())
                        .computeIfAbsent(
                                new BillingPeriod(
                                        row.getDate("period_from").toLocalDate(),
                                        row.getDate("period_until").toLocalDate()),
                                period -> new TreeMap<>())
                        .put(
                                row.getString("currency"),
                                new Billed(
                                        row.getLong("admitted"), Objects.requireNonNull(row.getBigDecimal("amount")))));
        return changed;
    }

    /** What is left of credits, by account and currency. */
    Map<String, Map<String, BigDecimal>> credits(List<String> accountIds) {
        Map<String, Map<String, BigDecimal>> credits = new HashMap<>();
        String[] ids = accountIds.toArray(String[]::new);
        database.sql(CREDITS).params(ids, ids).query((RowCallbackHandler)
                row -> credits.computeIfAbsent(row.getString("account_id"), id -> new TreeMap<>())
                        .put(row.getString("currency"), row.getBigDecimal("amount")));
        return credits;
    }

    private Map<String, String> planNames() {
        Map<String, String> names = new HashMap<>();
        database.sql("SELECT id, name FROM plans")
                .query((RowCallbackHandler) row -> names.put(row.getString("id"), row.getString("name")));
        return names;
    }
}
