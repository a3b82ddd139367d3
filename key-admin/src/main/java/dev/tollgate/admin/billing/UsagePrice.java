package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** What requests cost that a plan does not include. */
sealed interface UsagePrice {
    /**
     * Says what a quantity costs, as the lines of an invoice. Each line is rounded once, half to even; so the sum of an invoice is the
     * sum of what is shown on it.
     *
     * @param quantity billable requests, not below zero
     * @param scale digits behind the point that an amount has in its currency
     * @return a line for each tier that was reached, none for the quantity zero
     */
    List<RatedLine> rate(long quantity, int scale);

    /** Each request has the price of the tier in which it lies: the first thousand one price, the next another. */
    record Graduated(List<Tier> tiers) implements UsagePrice {
        public Graduated {
            tiers = inOrder(tiers);
        }

        @Override
        public List<RatedLine> rate(long quantity, int scale) {
            requireQuantity(quantity);
            List<RatedLine> lines = new ArrayList<>();
            long rated = 0;
            for (Tier tier : tiers) {
                if (rated == quantity) {
                    break;
                }
                long end = end(tier, quantity);
                lines.add(line(end - rated, tier.unitPrice(), tier.flatPrice(), scale));
                rated = end;
            }
            return lines;
        }
    }

    /** All requests have the price of the tier in which the last of them lies. */
    record Volume(List<Tier> tiers) implements UsagePrice {
        public Volume {
            tiers = inOrder(tiers);
        }

        @Override
        public List<RatedLine> rate(long quantity, int scale) {
            requireQuantity(quantity);
            return tiers.stream()
                    .filter(tier -> quantity > 0 && end(tier, quantity) == quantity)
                    .findFirst()
                    .map(tier -> line(quantity, tier.unitPrice(), tier.flatPrice(), scale))
                    .stream()
                    .toList();
        }
    }

    /**
     * Requests are sold by the package, of which each that was begun is paid for.
     *
     * @param size requests in a package, above zero
     */
    record Packages(long size, BigDecimal price) implements UsagePrice {
        public Packages {
            if (size < 1) {
                throw new IllegalArgumentException("A package must hold 1 request or more, and one holds " + size);
            }
            requireNotNegative("price of a package", price);
        }

        @Override
        public List<RatedLine> rate(long quantity, int scale) {
            requireQuantity(quantity);
            if (quantity == 0) {
                return List.of();
            }
            long begun = (quantity - 1) / size + 1;
            return List.of(line(begun, price, BigDecimal.ZERO, scale));
        }
    }

    private static long end(Tier tier, long quantity) {
        Long upTo = tier.upTo();
        return upTo == null ? quantity : Math.min(upTo, quantity);
    }

    private static RatedLine line(long quantity, BigDecimal unitPrice, BigDecimal flatPrice, int scale) {
        BigDecimal amount =
                unitPrice.multiply(BigDecimal.valueOf(quantity)).add(flatPrice).setScale(scale, RoundingMode.HALF_EVEN);
        return new RatedLine(quantity, unitPrice, flatPrice, amount);
    }

    /** Each tier must end behind the one before, and only the last has no end: so no quantity has two prices, and none has no price. */
    private static List<Tier> inOrder(List<Tier> tiers) {
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("There must be a tier");
        }
        long before = 0;
        for (Tier tier : tiers.subList(0, tiers.size() - 1)) {
            Long upTo = tier.upTo();
            if (upTo == null) {
                throw new IllegalArgumentException("Only the last tier may be without an end");
            }
            if (upTo <= before) {
                throw new IllegalArgumentException(
                        "A tier must end behind the one before, and one ends at " + upTo + " behind " + before);
            }
            before = upTo;
        }
        if (tiers.get(tiers.size() - 1).upTo() != null) {
            throw new IllegalArgumentException("The last tier must be without an end");
        }
        return List.copyOf(tiers);
    }

    private static void requireQuantity(long quantity) {
        if (quantity < 0) {
            throw new IllegalArgumentException("A quantity must not be below zero, and is " + quantity);
        }
    }

    static void requireNotNegative(String what, BigDecimal price) {
        if (price.signum() < 0) {
            throw new IllegalArgumentException("The " + what + " must not be below zero, and is " + price);
        }
    }
}
