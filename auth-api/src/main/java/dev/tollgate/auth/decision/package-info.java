/** How a request is decided. Pure rules with a clock handed in: no Spring, no servlet, no Kafka. */
@NullMarked
package dev.tollgate.auth.decision;

import org.jspecify.annotations.NullMarked;
