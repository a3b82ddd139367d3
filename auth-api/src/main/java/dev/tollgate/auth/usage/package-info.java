/** What the meter says of each key, to be shown to its owner: an in-memory view of the topic usage-daily. */
@NullMarked
package dev.tollgate.auth.usage;

import org.jspecify.annotations.NullMarked;
