package dev.tollgate.admin.billing;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of quantities with one price.
 *
 * @param upTo the last quantity that is of this tier, null in the last tier, which has no end
 * @param unitPrice for each request in it, with as many digits as it takes
 * @param flatPrice once, if the tier is reached
 */
record Tier(@Nullable Long upTo, BigDecimal unitPrice, BigDecimal flatPrice) {
    Tier {
        if (upTo != null && upTo < 1) {
            throw new IllegalArgumentException("A tier must end at 1 or above, and one ends at " + upTo);
        }
        UsagePrice.requireNotNegative("unit price", unitPrice);
        UsagePrice.requireNotNegative("flat price", flatPrice);
    }
}
