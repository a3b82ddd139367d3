package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits amounts so that no cent is lost and none is found.
 *
 * <p>What is rounded, half to even, is the sum up to and with each part; a part is what its sum is more than the sum before. So the
 * parts add up to the rounded whole, each is at most one smallest unit away from what it is exactly, none has another sign than
 * that, and the same parts in the same order always give the same amounts.
 */
final class Apportionment {
    private Apportionment() {}

    /**
     * Rounds fractions with one denominator.
     *
     * @param numerators in the order in which they are shown, any sign
     * @param denominator above zero
     * @param scale digits behind the point that an amount has
     */
    static List<BigDecimal> ofFractions(List<BigDecimal> numerators, BigDecimal denominator, int scale) {
        if (denominator.signum() <= 0) {
            throw new IllegalArgumentException("The denominator must be above zero, and is " + denominator);
        }
        List<BigDecimal> amounts = new ArrayList<>(numerators.size());
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal roundedBefore = BigDecimal.ZERO.setScale(scale);
        for (BigDecimal numerator : numerators) {
            sum = sum.add(numerator);
            BigDecimal rounded = sum.divide(denominator, scale, RoundingMode.HALF_EVEN);
            amounts.add(rounded.subtract(roundedBefore));
            roundedBefore = rounded;
        }
        return amounts;
    }

    /**
     * Shares an amount by weights: a line of usage among the days and keys that it is made of.
     *
     * @param amount what is shared, with the scale that the shares get
     * @param weights none below zero, one at least above it
     */
    static List<BigDecimal> byWeight(BigDecimal amount, List<Long> weights) {
        BigDecimal whole = BigDecimal.ZERO;
        List<BigDecimal> numerators = new ArrayList<>(weights.size());
        for (long weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("A weight must not be below zero, and is " + weight);
            }
            BigDecimal exact = BigDecimal.valueOf(weight);
            whole = whole.add(exact);
            numerators.add(amount.multiply(exact));
        }
        return ofFractions(numerators, whole, amount.scale());
    }
}
