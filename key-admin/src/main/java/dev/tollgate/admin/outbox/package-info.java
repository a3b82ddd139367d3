/** What is owed to Kafka: written with the change it tells of, sent after it. */
@NullMarked
package dev.tollgate.admin.outbox;

import org.jspecify.annotations.NullMarked;
