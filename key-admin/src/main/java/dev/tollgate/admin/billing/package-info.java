/**
 * What plans cost and what accounts owe. {@code Stretch} cuts a period where what is paid changes, {@code Quantities} counts what was admitted in
 * each part, {@code InvoiceLine} prices it, {@code InvoiceDrafts} puts it together, and {@code Invoices} makes it final.
 */
@NullMarked
package dev.tollgate.admin.billing;

import org.jspecify.annotations.NullMarked;
