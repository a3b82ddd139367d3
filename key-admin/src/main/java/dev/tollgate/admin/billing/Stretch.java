package dev.tollgate.admin.billing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a billing period in which an account was active on one plan at one price. Its base fee counts by the second; its
 * usage, by the day, of which each is of the last plan that was in force on it, as the quota of that day was.
 *
 * @param price null if the plan had none
 * @param trial whether nothing is charged
 * @param from the first day whose usage is of it
 * @param until the day behind the last; the same if there is none
 */
record Stretch(
        String planId,
        @Nullable Price price,
        boolean trial,
        Instant begin,
        Instant end,
        LocalDate from,
        LocalDate until) {

    /**
     * Which plan an account had, until the next phase begins.
     *
     * @param inForce whether the account was active
     */
    record Phase(Instant since, String planId, boolean inForce) {}

    /**
     * Cuts a period where what an account pays changes.
     *
     * @param history the account's, in order
     * @param pricesOf a plan's, in any order
     */
    static List<Stretch> of(List<Phase> history, Function<String, List<Price>> pricesOf, BillingPeriod period) {
        List<Stretch> stretches = new ArrayList<>();
        Instant came = Instant.MAX;
        for (int i = 0; i < history.size(); i++) {
            Phase phase = history.get(i);
            if (i == 0 || !history.get(i - 1).planId().equals(phase.planId())) {
                came = phase.since();
            }
            Instant begin = later(phase.since(), period.begin());
            Instant end = i + 1 < history.size() ? earlier(history.get(i + 1).since(), period.end()) : period.end();
            if (phase.inForce() && begin.isBefore(end)) {
                List<Price> prices = pricesOf.apply(phase.planId());
                cut(stretches, phase.planId(), begin, end, prices, came, trialEnd(history, phase.planId(), prices));
            }
        }
        return eachDayOnce(stretches);
    }

    private static void cut(
            List<Stretch> stretches,
            String planId,
            Instant begin,
            Instant end,
            List<Price> prices,
            Instant came,
            Instant trialEnd) {
        TreeSet<Instant> cuts = new TreeSet<>(List.of(begin, end));
        cuts.add(trialEnd);
        prices.forEach(price -> cuts.add(BillingPeriod.midnight(price.effectiveFrom())));
        Instant before = null;
        for (Instant cut : cuts.subSet(begin, true, end, true)) {
            if (before != null) {
                Price price = priceAt(prices, before, came).orElse(null);
                append(stretches, planId, price, before.isBefore(trialEnd), before, cut);
            }
            before = cut;
        }
    }

    /** As more of the stretch before, if that is as it: a price that is for others only cuts nothing. */
    private static void append(
            List<Stretch> stretches, String planId, @Nullable Price price, boolean trial, Instant begin, Instant end) {
        Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
        if (last != null
                && last.end.equals(begin)
                && last.planId.equals(planId)
                && last.trial == trial
                && Objects.equals(last.price, price)) {
            stretches.remove(stretches.size() - 1);
            stretches.add(new Stretch(planId, price, trial, last.begin, end, last.from, date(end)));
        } else {
            stretches.add(new Stretch(planId, price, trial, begin, end, date(begin), date(end)));
        }
    }

    private static Optional<Price> priceAt(List<Price> prices, Instant moment, Instant came) {
        return prices.stream()
                .filter(price -> price.isFor(date(moment), date(came)))
                .max(Comparator.comparingInt(Price::version));
    }

    /** A trial is had once: it counts from when the account first came to the plan, by what the price said then. */
    private static Instant trialEnd(List<Phase> history, String planId, List<Price> prices) {
        Instant first = history.stream()
                .filter(phase -> phase.planId().equals(planId))
                .map(Phase::since)
                .findFirst()
                .orElseThrow();
        int days = priceAt(prices, first, first)
                .map(price -> price.terms().trialDays())
                .orElse(0);
        return first.plusSeconds(86_400L * days);
    }

    private static List<Stretch> eachDayOnce(List<Stretch> stretches) {
        List<Stretch> settled = new ArrayList<>(stretches.size());
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            // A day on which it ends is its own, unless another begins on it.
            LocalDate until = date(stretch.end.minusNanos(1)).plusDays(1);
            if (i + 1 < stretches.size() && stretches.get(i + 1).from.isBefore(until)) {
                until = stretches.get(i + 1).from;
            }
            settled.add(new Stretch(
                    stretch.planId, stretch.price, stretch.trial, stretch.begin, stretch.end, stretch.from, until));
        }
        return settled;
    }

    /** The day on which it begins; its base fee is of the month, or the year, in which that lies. */
    LocalDate firstDay() {
        return date(begin);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static LocalDate date(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
