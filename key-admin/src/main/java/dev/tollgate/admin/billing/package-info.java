/** What usage costs: prices, periods, and amounts that lose no cent. Plain arithmetic: no plan has a price yet. */
@NullMarked
package dev.tollgate.admin.billing;

import org.jspecify.annotations.NullMarked;
