package dev.tollgate.auth.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.v1.MeterAmount;
import dev.tollgate.contracts.v1.UsageReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Map<String, String> ACCOUNTS = Map.of("key_1", "acc_1", "key_2", "acc_2");

    private final CloudEvents events = new CloudEvents(Set.of("tokens", "cost"), ACCOUNTS::get);

    private List<Report> read(String json) {
        return events.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static String event(String more) {
        return "{'specversion': '1.0', 'id': 'e1', 'source': '/llm', 'type': 'completion', 'subject': 'key_1',"
                + " 'data': {'tokens': 812}" + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    private UsageReport good(String json) {
        Report report = read(json).get(0);
        assertThat(report.error()).isNull();
        return Objects.requireNonNull(report.usage());
    }

    @Test
    void shouldReadAnEvent() {
        UsageReport usage =
                good("{'specversion': '1.0', 'id': 'e1', 'source': '/llm', 'type': 'completion', 'subject': 'key_2',"
                        + " 'time': '2026-11-24T23:30:00+02:00', 'datacontenttype': 'application/json', 'traceparent': '00-1',"
                        + " 'data': {'tokens': 812, 'cost': 0.000350}}");

        assertThat(usage.getKeyId()).isEqualTo("key_2");
        assertThat(usage.getAccountId()).isEqualTo("acc_2");
        assertThat(Instant.ofEpochMilli(usage.getAtMs())).isEqualTo(Instant.parse("2026-11-24T21:30:00Z"));
        assertThat(usage.getIdentity().size()).isEqualTo(16);
        assertThat(usage.getAmountsList())
                .containsExactly(
                        MeterAmount.newBuilder()
                                .setMeter("tokens")
                                .setWhole(812)
                                .build(),
                        MeterAmount.newBuilder()
                                .setMeter("cost")
                                .setMillionths(350)
                                .build());
    }

    @Test
    void shouldTakeTheMomentOfItsArrivalForAnEventWithoutTime() {
        assertThat(good(event("")).getAtMs()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void shouldKnowAnEventByItsSourceAndId() {
        UsageReport usage = good(event(""));

        assertThat(good(event("'time': '2026-11-25T11:00:00Z'")).getIdentity()).isEqualTo(usage.getIdentity());
        assertThat(good(event("").replace("/llm", "/llme").replace("'e1'", "'1'"))
                        .getIdentity())
                .isNotEqualTo(usage.getIdentity());
        assertThat(good(event("").replace("e1", "e2")).getIdentity()).isNotEqualTo(usage.getIdentity());
    }

    @Test
    void shouldSayOfEachEventOfABatchWhatBecameOfIt() {
        List<Report> reports =
                read("[" + event("") + ", 5, " + event("'time': 'yesterday'").replace("e1", "e2") + "]");

        assertThat(reports).extracting(Report::id).containsExactly("e1", null, "e2");
        assertThat(reports.get(0).error()).isNull();
        assertThat(reports.get(1).error()).contains("must be an object");
        assertThat(reports.get(2).error()).contains("time must be a moment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'specversion': '1.0' | 'specversion': '0.3' | specversion must be",
                "'id': 'e1' | 'id': '' | id is required",
                "'id': 'e1' | 'id': 17 | id is required",
                "'source': '/llm', | `` | source is required",
                "'type': 'completion', | `` | type is required",
                "'subject': 'key_1' | 'subject': 'key_3' | there is none of this",
                "{'tokens': 812} | 812 | data must be an object",
                "{'tokens': 812} | {} | data must be an object",
                "{'tokens': 812} | {'tokenz': 812} | data must name meters of this gate only: [",
                "812 | -1 | tokens must be a number from 0",
                "812 | '812' | tokens must be a number from 0",
                "812 | 0.0000001 | tokens must be a number from 0",
                "812 | 1000000000001 | tokens must be a number from 0",
                "812 | 1e400000 | tokens must be a number from 0",
            })
    void shouldSayWhatIsWrongWithAnEvent(String part, String bad, String sentence) {
        String json = event("").replace(part, bad);
        assertThat(json).isNotEqualTo(event(""));

        assertThat(read(json)).singleElement().satisfies(report -> {
            assertThat(report.usage()).isNull();
            assertThat(report.error()).contains(sentence);
        });
    }

    @Test
    void shouldTakeEventsOfTheLast32DaysOnly() {
        assertThat(good(event("'time': '2026-10-24T12:00:00.001Z'")).getAtMs()).isPositive();
        assertThat(read(event("'time': '2026-10-24T12:00:00Z'")).get(0).error()).contains("32 days ago");
        assertThat(read(event("'time': '2026-10-16T12:00:00Z'")).get(0).error()).contains("32 days ago");
        assertThat(good(event("'time': '2026-11-25T12:05:00Z'")).getAtMs()).isPositive();
        assertThat(read(event("'time': '2026-11-25T12:05:00.001Z'")).get(0).error())
                .contains("future");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | is not JSON",
                "[] [] | is not JSON",
                "{'id': 1, 'id': 2} | is not JSON",
                "17 | must be a CloudEvent",
                "'a text' | must be a CloudEvent",
                "' ' | must be a CloudEvent",
            })
    void shouldRefuseWhatIsNoBatch(String json, String sentence) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void shouldRefuseABatchThatIsTooLarge() {
        assertThat(read(events(CloudEvents.EVENTS_MAX))).hasSize(CloudEvents.EVENTS_MAX);
        assertThatThrownBy(() -> read(events(CloudEvents.EVENTS_MAX + 1))).hasMessageContaining("1000 of them at most");
    }

    private static String events(int count) {
        return IntStream.range(0, count).mapToObj(n -> "1").collect(Collectors.joining(",", "[", "]"));
    }
}
