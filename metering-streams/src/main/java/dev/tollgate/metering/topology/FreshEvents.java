package dev.tollgate.metering.topology;

import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.LogPosition;
import java.util.List;

/**
 * Events that no batch before has brought.
 *
 * @param position of the batch that did
 * @param gateway which has decided them
 */
record FreshEvents(LogPosition position, String gateway, List<RequestEvent> events) {}
