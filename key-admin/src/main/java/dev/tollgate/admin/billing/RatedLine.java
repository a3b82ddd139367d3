package dev.tollgate.admin.billing;

import java.math.BigDecimal;

/**
 * A quantity with what it costs: a line of an invoice.
 *
 * @param quantity how many units, of a price by packages those that were begun
 * @param unitPrice for one
 * @param flatPrice beside the units
 * @param amount of all, rounded half to even to the currency's smallest unit
 */
record RatedLine(long quantity, BigDecimal unitPrice, BigDecimal flatPrice, BigDecimal amount) {}
