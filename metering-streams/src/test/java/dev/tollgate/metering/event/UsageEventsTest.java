package dev.tollgate.metering.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.LogPosition;
import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.UsageReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageEventsTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static RequestEvent request(long position, String key, int second, Outcome outcome, long cost) {
        return new RequestEvent(
                position,
                3,
                20_782,
                NOON.plusSeconds(second).toEpochMilli(),
                key,
                "acc_1",
                key,
                "GET /",
                outcome,
                cost,
                null);
    }

    private static List<String> texts(List<UsageEvents.Event> events) {
        return events.stream().map(UsageEvents.Event::json).toList();
    }

    @Test
    void shouldTellOfEachRequest() {
        assertThat(texts(UsageEvents.ofRequests("gw", List.of(request(17, "key_1", 1, Outcome.QUOTA_EXCEEDED, 5)))))
                .containsExactly("{\"specversion\":\"1.0\",\"id\":\"3-17\",\"source\":\"/tollgate/gateways/gw\","
                        + "\"type\":\"dev.tollgate.request\",\"subject\":\"key_1\",\"time\":\"2026-11-25T12:00:01Z\","
                        + "\"datacontenttype\":\"application/json\",\"data\":{\"account_id\":\"acc_1\",\"key_id\":\"key_1\","
                        + "\"route\":\"GET /\",\"outcome\":\"quota_exceeded\",\"admitted\":0}}");
    }

    @Test
    void shouldAddUpTheMinutesOfEachKey() {
        List<UsageEvents.Event> events = UsageEvents.ofMinutes(
                LogPosition.newBuilder().setPartition(4).setOffset(9).build(),
                List.of(
                        request(1, "key_1", 0, Outcome.ADMITTED, 2),
                        request(2, "key_1", 59, Outcome.ADMITTED, 3),
                        request(3, "key_1", 59, Outcome.QUOTA_EXCEEDED, 1),
                        request(4, "key_1", 60, Outcome.ADMITTED, 1),
                        request(5, "key_2", 0, Outcome.ADMITTED, 1)));

        assertThat(texts(events))
                .hasSize(3)
                .first()
                .asString()
                .contains(
                        "\"source\":\"/tollgate/request-events/4\"",
                        "\"time\":\"2026-11-25T12:00:00Z\"",
                        "\"admitted\":5,\"admitted_requests\":2,\"refused_requests\":1}");
        assertThat(texts(events).stream().map(text -> text.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("9-key_"));
    }

    @Test
    void shouldTellOfReports() {
        assertThat(texts(UsageEvents.ofReports(List.of(UsageReport.newBuilder()
                        .setIdentity(ByteString.fromHex("00ff"))
                        .setAccountId("acc_1")
                        .setKeyId("key_1")
                        .setAtMs(NOON.toEpochMilli())
                        .addAmounts(MeterAmount.newBuilder().setMeter("cost").setMillionths(350))
                        .build()))))
                .singleElement()
                .asString()
                .contains("\"id\":\"00ff\"", "\"source\":\"/tollgate/reports/acc_1\"", "\"cost\":0.000350}");
    }
}
