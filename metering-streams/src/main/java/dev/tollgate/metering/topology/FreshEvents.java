package dev.tollgate.metering.topology;

import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.LogPosition;
import java.util.List;

/**
 * Events that no batch before has brought.
 *
 * @param position of the batch that did
 */
record FreshEvents(LogPosition position, List<RequestEvent> events) {}
