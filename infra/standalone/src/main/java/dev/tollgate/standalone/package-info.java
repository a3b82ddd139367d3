/**
 * The whole of Tollgate in one process: a broker, a database and the three applications, for one machine and one command.
 */
@NullMarked
package dev.tollgate.standalone;

import org.jspecify.annotations.NullMarked;
