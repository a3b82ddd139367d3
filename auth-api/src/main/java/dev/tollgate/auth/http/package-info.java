/** The edge: reads a request, has it decided, and writes the exact answer. Plain servlets; nothing is decided here. */
@NullMarked
package dev.tollgate.auth.http;

import org.jspecify.annotations.NullMarked;
