/** Accounts, plans and keys from a shell: what the commands take, ask key-admin for, and print. */
@NullMarked
package dev.tollgate.cli;

import org.jspecify.annotations.NullMarked;
