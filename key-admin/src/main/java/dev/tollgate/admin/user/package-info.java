/** People: who they are, and which role they have. */
@NullMarked
package dev.tollgate.admin.user;

import org.jspecify.annotations.NullMarked;
