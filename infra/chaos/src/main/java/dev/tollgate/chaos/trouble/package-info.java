/** What is done to the servers. */
@NullMarked
package dev.tollgate.chaos.trouble;

import org.jspecify.annotations.NullMarked;
