/** Admin API tokens: with what machines call key-admin. */
@NullMarked
package dev.tollgate.admin.token;

import org.jspecify.annotations.NullMarked;
