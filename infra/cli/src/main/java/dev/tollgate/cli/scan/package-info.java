/** Finds API keys in files. */
@NullMarked
package dev.tollgate.cli.scan;

import org.jspecify.annotations.NullMarked;
