/** What PostgreSQL can do that JDBC has no word for. */
@NullMarked
package dev.tollgate.admin.sql;

import org.jspecify.annotations.NullMarked;
