/**
 * A real Kafka broker and a real PostgreSQL server that this process starts and stops by itself, for one machine and for
 * tests.
 */
@NullMarked
package dev.tollgate.embedded;

import org.jspecify.annotations.NullMarked;
