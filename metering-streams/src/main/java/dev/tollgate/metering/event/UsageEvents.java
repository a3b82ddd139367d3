package dev.tollgate.metering.event;

import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.UsageReport;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes CloudEvents 1.0 of fresh usage, in their JSON format. A function of the log: whoever makes them again makes the same, with the
 * same ids.
 */
public final class UsageEvents {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long MINUTE_MS = 60_000;
    private static final int MILLIONTHS_SCALE = 6;

    private UsageEvents() {}

    /**
     * An event.
     *
     * @param json of a CloudEvent
     */
    public record Event(String accountId, String json) {}

    /** One for each request; it is known by its gateway, and its place in that gateway's journal. */
    public static List<Event> ofRequests(String gateway, List<RequestEvent> requests) {
        List<Event> events = new ArrayList<>(requests.size());
        for (RequestEvent request : requests) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("account_id", request.accountId());
            data.put("key_id", request.keyId());
            data.put("route", request.route());
            data.put("outcome", request.outcome().name().toLowerCase(Locale.ROOT));
            data.put("admitted", request.isAdmitted() ? request.cost() : 0L);
            events.add(event(
                    request.accountId(),
                    request.keyId(),
                    "dev.tollgate.request",
                    "/tollgate/gateways/" + gateway,
                    request.epoch() + "-" + request.position(),
                    request.decidedAtMs(),
                    data));
        }
        return events;
    }

    /**
     * One for each key and minute of a batch: what it adds to them, so that a minute is the sum of its events.
     *
     * @param batch where it is in the log
     */
    public static List<Event> ofMinutes(LogPosition batch, List<RequestEvent> requests) {
        Map<Minute, Sum> sums = new LinkedHashMap<>();
        for (RequestEvent request : requests) {
            sums.computeIfAbsent(
                            new Minute(request.accountId(), request.keyId(), request.decidedAtMs() / MINUTE_MS),
                            minute -> new Sum())
                    .add(request);
        }
        List<Event> events = new ArrayList<>(sums.size());
        sums.forEach((minute, sum) -> {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("account_id", minute.accountId());
            data.put("key_id", minute.keyId());
            data.put("admitted", sum.admitted);
            data.put("admitted_requests", sum.admittedRequests);
            data.put("refused_requests", sum.refusedRequests);
            events.add(event(
                    minute.accountId(),
                    minute.keyId(),
                    "dev.tollgate.minute",
                    "/tollgate/request-events/" + batch.getPartition(),
                    batch.getOffset() + "-" + minute.keyId() + "-" + minute.number(),
                    minute.number() * MINUTE_MS,
                    data));
        });
        return events;
    }

    /** One for each report. */
    public static List<Event> ofReports(List<UsageReport> reports) {
        List<Event> events = new ArrayList<>(reports.size());
        for (UsageReport report : reports) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("account_id", report.getAccountId());
            data.put("key_id", report.getKeyId());
            for (MeterAmount amount : report.getAmountsList()) {
                data.put(
                        amount.getMeter(),
                        BigDecimal.valueOf(amount.getWhole())
                                .add(BigDecimal.valueOf(amount.getMillionths(), MILLIONTHS_SCALE)));
            }
            events.add(event(
                    report.getAccountId(),
                    report.getKeyId(),
                    "dev.tollgate.report",
                    "/tollgate/reports/" + report.getAccountId(),
                    HexFormat.of().formatHex(report.getIdentity().toByteArray()),
                    report.getAtMs(),
                    data));
        }
        return events;
    }

    private static Event event(
            String accountId,
            String keyId,
            String type,
            String source,
            String id,
            long atMs,
            Map<String, Object> data) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", source);
        event.put("type", type);
        event.put("subject", keyId);
        event.put("time", Instant.ofEpochMilli(atMs).toString());
        event.put("datacontenttype", "application/json");
        event.put("data", data);
        return new Event(accountId, JSON.writeValueAsString(event));
    }

    private record Minute(String accountId, String keyId, long number) {}

    private static final class Sum {
        long admitted;
        long admittedRequests;
        long refusedRequests;

        void add(RequestEvent request) {
            if (request.isAdmitted()) {
                admitted += request.cost();
                admittedRequests++;
            } else {
                refusedRequests++;
            }
        }
    }
}
