/** key-admin: owns accounts, plans and keys, and shows what was used. */
@NullMarked
package dev.tollgate.admin;

import org.jspecify.annotations.NullMarked;
