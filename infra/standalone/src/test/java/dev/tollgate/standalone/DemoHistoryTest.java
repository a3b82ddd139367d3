package dev.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.RequestBatch;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemoHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-27T14:00:00Z");
    private static final long LIMIT = 1_000;

    static List<DemoCompany> companies() {
        return DemoCompany.ALL;
    }

    @ParameterizedTest
    @MethodSource("companies")
    void shouldTellOfThirtyDaysInTheOrderOfAJournal(DemoCompany company) throws Exception {
        List<RequestBatch> batches = history(company);
        List<RequestEvent> events = new ArrayList<>();
        long covered = 0;
        for (RequestBatch batch : batches.subList(0, batches.size() - 1)) {
            assertThat(batch.getEvents().getCoversFrom()).isEqualTo(covered);
            covered = batch.getEvents().getCoversTo();
            events.addAll(EventColumnsReader.read(batch.getEvents()));
        }

        assertThat(covered).isEqualTo(events.size());
        assertThat(events).extracting(RequestEvent::decidedAtMs).isSorted();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.decidedAtMs()).isLessThanOrEqualTo(NOW.toEpochMilli());
            assertThat(event.day()).isEqualTo(UtcDay.of(event.decidedAtMs()));
        });
        assertThat(events.stream().map(RequestEvent::day).distinct()).hasSize(30);
        assertThat(events.stream().map(RequestEvent::keyId).distinct())
                .hasSize(company.programs().size());
        assertThat(batches.get(batches.size() - 1).getFenceUpTo()).isEqualTo(1);
    }

    @Test
    void shouldAdmitNoMoreThanTheQuotaAndRefuseTheRest() throws Exception {
        DemoCompany kiosk = DemoCompany.ALL.get(DemoCompany.ALL.size() - 1);
        List<RequestEvent> events = new ArrayList<>();
        for (RequestBatch batch : history(kiosk)) {
            events.addAll(EventColumnsReader.read(batch.getEvents()));
        }

        Map<Integer, Long> admitted = events.stream()
                .filter(RequestEvent::isAdmitted)
                .collect(Collectors.groupingBy(RequestEvent::day, Collectors.counting()));

        assertThat(admitted.values()).allMatch(count -> count <= LIMIT).contains(LIMIT);
        assertThat(events).extracting(RequestEvent::outcome).contains(Outcome.QUOTA_EXCEEDED);
    }

    @Test
    void shouldTellTheSameAgain() {
        assertThat(history(DemoCompany.ALL.get(0))).isEqualTo(history(DemoCompany.ALL.get(0)));
    }

    @Test
    void shouldHaveAKeyThatSomebodyElseUsesTooTwoHoursAgo() throws Exception {
        List<RequestEvent> events = new ArrayList<>();
        for (RequestBatch batch : history(DemoCompany.ALL.get(1))) {
            events.addAll(EventColumnsReader.read(batch.getEvents()));
        }

        Map<Long, Long> hours = events.stream()
                .filter(event -> event.keyId().equals("key_1"))
                .collect(Collectors.groupingBy(event -> event.decidedAtMs() / 3_600_000, Collectors.counting()));

        Long stolen = hours.remove(NOW.toEpochMilli() / 3_600_000 - 2);
        assertThat(stolen).isGreaterThan(3 * Collections.max(hours.values()));
    }

    private static List<RequestBatch> history(DemoCompany company) {
        List<String> keys = IntStream.range(0, company.programs().size())
                .mapToObj(i -> "key_" + i)
                .toList();
        return new DemoHistory(Clock.fixed(NOW, ZoneOffset.UTC)).of(company, "acc_1", keys, LIMIT);
    }
}
