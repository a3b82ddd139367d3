/**
 * What the applications of Tollgate say to each other: topics, their records, and the format of an API key.
 *
 * <p>Nothing here decides anything. A change is a change for every reader and writer of a topic.
 */
@NullMarked
package dev.tollgate.contracts;

import org.jspecify.annotations.NullMarked;
