/** The broker and the database that integration tests run against, behind one seam. */
@NullMarked
package dev.tollgate.testing;

import org.jspecify.annotations.NullMarked;
