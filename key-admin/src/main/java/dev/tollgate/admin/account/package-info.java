/** Accounts: who is billed, and by which plan. */
@NullMarked
package dev.tollgate.admin.account;

import org.jspecify.annotations.NullMarked;
