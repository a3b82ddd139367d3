package dev.tollgate.metering.topology;

import dev.tollgate.metering.event.Detail;
import dev.tollgate.metering.event.UsageEvents;
import dev.tollgate.metering.event.UsageEvents.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Tells others of fresh usage. */
final class UsageEventsProcessor implements Processor<byte[], Object, byte[], byte[]> {
    private final Detail detail;
    private ProcessorContext<byte[], byte[]> context;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    UsageEventsProcessor(Detail detail) {
        this.detail = detail;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> givenContext) {
        context = givenContext;
    }

    @Override
    public void process(Record<byte[], Object> record) {
        Headers headers = new RecordHeaders()
                .add("content-type", "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8));
        for (Event event : events(record.value())) {
            context.forward(record.withKey(event.accountId().getBytes(StandardCharsets.UTF_8))
                    .withValue(event.json().getBytes(StandardCharsets.UTF_8))
                    .withHeaders(headers));
        }
    }

    private List<Event> events(Object fresh) {
        if (fresh instanceof FreshReports reports) {
            return UsageEvents.ofReports(reports.reports());
        }
        FreshEvents requests = (FreshEvents) fresh;
        return detail == Detail.MINUTE
                ? UsageEvents.ofMinutes(requests.position(), requests.events())
                : UsageEvents.ofRequests(requests.gateway(), requests.events());
    }
}
