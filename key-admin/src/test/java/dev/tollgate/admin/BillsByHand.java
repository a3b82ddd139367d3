package dev.tollgate.admin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What accounts owe, by the rules as ADRs 19 and 20 have them and by no other code: moment after moment, day after day, request
 * after request.
 */
final class BillsByHand {
    private final List<HandPrice> prices = new ArrayList<>();

    /**
     * A price.
     *
     * @param costs what so many requests cost that are not included, each line of an invoice by itself; null if all are included
     */
    record HandPrice(
            String plan,
            int version,
            LocalDate from,
            boolean forExisting,
            String currency,
            int digits,
            boolean yearly,
            String fee,
            long included,
            boolean perAccount,
            @Nullable LongFunction<List<BigDecimal>> costs,
            int trialDays) {}

    /** An account's plan from a moment on. */
    record Since(Instant moment, String plan, boolean active) {}

    /** A part that an account need not pay, of the period of a day and some that follow. */
    record HandCoupon(String code, LocalDate redeemed, BigDecimal percent, int periods) {}

    /** What is known of an account. Usage is by day, and then by key; keys that follow each other are one. */
    static final class HandAccount {
        final String id;
        final List<Since> history = new ArrayList<>();
        final TreeMap<LocalDate, Map<String, Long>> usage = new TreeMap<>();
        final List<HandCoupon> coupons = new ArrayList<>();
        int billingDay;
        BigDecimal taxPercent = BigDecimal.ZERO;
        BigDecimal credit = BigDecimal.ZERO;

        HandAccount(String id) {
            this.id = id;
        }

        Since at(Instant moment) {
            Since found = history.get(0);
            for (Since since : history) {
                if (!since.moment().isAfter(moment)) {
                    found = since;
                }
            }
            return found;
        }

        long admitted(LocalDate from, LocalDate until) {
            return usage.subMap(from, until).values().stream()
                    .flatMap(day -> day.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** What a period comes to in a currency, before what came late. */
    record Bill(BigDecimal fees, BigDecimal usage) {
        BigDecimal sum() {
            return fees.add(usage);
        }
    }

    void add(HandPrice price) {
        prices.add(price);
    }

    /** The days of an account's billing periods begin in each month on its billing day, or on the last that there is. */
    static LocalDate nextPeriod(HandAccount account, LocalDate begin) {
        YearMonth month = YearMonth.from(begin).plusMonths(1);
        return month.atDay(Math.min(account.billingDay, month.lengthOfMonth()));
    }

    /** What is left of a sum, when each coupon of a period has taken its part of what the one before has left. */
    static BigDecimal afterCoupons(HandAccount account, LocalDate from, BigDecimal sum, int digits) {
        BigDecimal left = sum;
        for (HandCoupon coupon : account.coupons) {
            LocalDate begin = date(account.history.get(0).moment());
            while (!nextPeriod(account, begin).isAfter(coupon.redeemed())) {
                begin = nextPeriod(account, begin);
            }
            for (int period = 0; period < coupon.periods(); period++) {
                if (begin.equals(from)) {
                    left = left.subtract(left.multiply(coupon.percent())
                            .divide(new BigDecimal(100), digits, RoundingMode.HALF_EVEN));
                }
                begin = nextPeriod(account, begin);
            }
        }
        return left;
    }

    /** What a period comes to, by currency. */
    Map<String, Bill> bill(HandAccount account, LocalDate from, LocalDate until) {
        Map<String, BigDecimal> fees = new TreeMap<>();
        Map<String, List<BigDecimal>> used = new TreeMap<>();
        Map<List<Object>, Long> over = new LinkedHashMap<>();
        Map<List<Object>, HandPrice> priceOf = new HashMap<>();
        for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
            List<Object> lastOfDay = null;
            Instant before = null;
            for (Instant cut : cuts(account, day)) {
                if (before != null
                        && account.at(before).active()
                        && !before.isBefore(account.history.get(0).moment())) {
                    Since since = account.at(before);
                    HandPrice price = price(account, since, before);
                    boolean trial = price != null && before.isBefore(trialEnd(account, since.plan()));
                    lastOfDay = price == null
                            ? null
                            : List.of(account.history.indexOf(since), price.version(), trial, since.plan());
                    if (price != null) {
                        priceOf.put(lastOfDay, price);
                        fees.merge(
                                price.currency(),
                                trial
                                        ? BigDecimal.ZERO
                                        : accrued(account, price, day, cut)
                                                .subtract(accrued(account, price, day, before)),
                                BigDecimal::add);
                    }
                }
                before = cut;
            }
            if (lastOfDay != null && lastOfDay.get(2).equals(false)) {
                over.merge(lastOfDay, over(account, day, Objects.requireNonNull(priceOf.get(lastOfDay))), Long::sum);
            }
        }
        over.forEach((stay, quantity) -> {
            HandPrice price = Objects.requireNonNull(priceOf.get(stay));
            if (price.costs() != null) {
                used.computeIfAbsent(price.currency(), none -> new ArrayList<>())
                        .addAll(price.costs().apply(quantity));
            }
        });
        Map<String, Bill> bills = new TreeMap<>();
        fees.forEach((currency, fee) -> bills.put(
                currency,
                new Bill(
                        fee,
                        used.getOrDefault(currency, List.of()).stream().reduce(BigDecimal.ZERO, BigDecimal::add))));
        return bills;
    }

    private SortedSet<Instant> cuts(HandAccount account, LocalDate day) {
        Instant begin = day.atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant end = begin.plus(Duration.ofDays(1));
        TreeSet<Instant> cuts = new TreeSet<>(List.of(begin, end));
        for (Since since : account.history) {
            cuts.add(since.moment());
            cuts.add(trialEnd(account, since.plan()));
        }
        return new TreeSet<>(cuts.subSet(begin, true, end, true));
    }

    private Instant trialEnd(HandAccount account, String plan) {
        for (Since since : account.history) {
            if (since.plan().equals(plan)) {
                HandPrice price = price(account, since, since.moment());
                return since.moment().plus(Duration.ofDays(price == null ? 0 : price.trialDays()));
            }
        }
        throw new AssertionError(plan);
    }

    private @Nullable HandPrice price(HandAccount account, Since since, Instant moment) {
        // A pause is no new beginning.
        Since came = since;
        for (int i = account.history.indexOf(since) - 1;
                i >= 0 && account.history.get(i).plan().equals(since.plan());
                i--) {
            came = account.history.get(i);
        }
        HandPrice found = null;
        for (HandPrice price : prices) {
            boolean begun = !date(moment).isBefore(price.from());
            boolean mine = price.forExisting() || !date(came.moment()).isBefore(price.from());
            if (price.plan().equals(since.plan()) && begun && mine) {
                found = price;
            }
        }
        return found;
    }

    /** What of the fee of its month, or year, has accrued at a moment of a day. */
    private static BigDecimal accrued(HandAccount account, HandPrice price, LocalDate day, Instant moment) {
        LocalDate anchor = date(account.history.get(0).moment());
        LocalDate from = anchor;
        LocalDate until = anchor;
        while (!until.isAfter(day)) {
            from = until;
            YearMonth next = YearMonth.from(from).plusMonths(price.yearly() ? 12 : 1);
            until = next.atDay(Math.min(account.billingDay, next.lengthOfMonth()));
        }
        Instant begin = from.atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant end = until.atStartOfDay().toInstant(ZoneOffset.UTC);
        return new BigDecimal(price.fee())
                .multiply(BigDecimal.valueOf(Duration.between(begin, moment).toMillis()))
                .divide(
                        BigDecimal.valueOf(Duration.between(begin, end).toMillis()),
                        price.digits(),
                        RoundingMode.HALF_EVEN);
    }

    private static long over(HandAccount account, LocalDate day, HandPrice price) {
        Map<String, Long> keys = account.usage.getOrDefault(day, Map.of());
        if (price.costs() == null) {
            return 0;
        }
        if (price.perAccount()) {
            long all = keys.values().stream().mapToLong(Long::longValue).sum();
            return all > price.included() ? all - price.included() : 0;
        }
        long over = 0;
        for (long key : keys.values()) {
            over += key > price.included() ? key - price.included() : 0;
        }
        return over;
    }

    private static LocalDate date(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
