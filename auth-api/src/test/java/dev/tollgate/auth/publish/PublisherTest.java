package dev.tollgate.auth.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.auth.allowance.TestGateway;
import dev.tollgate.auth.journal.Journal;
import dev.tollgate.auth.journal.TestJournals;
import dev.tollgate.contracts.EventColumnsReader;
import dev.tollgate.contracts.MalformedRecordException;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.Topic;
import dev.tollgate.contracts.UtcDay;
import dev.tollgate.contracts.v1.Claim;
import dev.tollgate.contracts.v1.Outcome;
import dev.tollgate.contracts.v1.RequestBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, in which order, and what is taken for sent, whatever becomes of the batches. */
class PublisherTest {
    private static final String ACCOUNT = "acc_1";
    private static final int PARTITION = Topic.partitionOf(ACCOUNT);
    private static final String ELSEWHERE = IntStream.range(0, 100)
            .mapToObj(i -> "acc_" + i)
            .filter(account -> Topic.partitionOf(account) != PARTITION)
            .findFirst()
            .orElseThrow();

    private final TestGateway gateway = new TestGateway();
    private final ScriptedLog log = new ScriptedLog();
    private Journal journal;
    private Publisher publisher;
    private long start;

    @SuppressWarnings("NullAway.Init") // open() sets the rest
    PublisherTest() {}

    /** Takes batches, and lets the test say what becomes of them. */
    private static final class ScriptedLog implements BatchLog {
        final List<Sending> sendings = new ArrayList<>();
        int connections;
        boolean broken;
        boolean refusing;

        record Sending(int partition, RequestBatch batch, Sent sent) {
            void arrives() {
                sent.done(null);
            }

            void fails() {
                sent.done(new IOException("not taken"));
            }
        }

        @Override
        public void send(int partition, RequestBatch batch, Sent sent) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            Sending sending = new Sending(partition, batch, sent);
            sendings.add(sending);
            if (refusing) {
                sending.fails();
            }
        }

        @Override
        public void reopen() {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            connections++;
        }

        /** What was sent since the last call. */
        List<Sending> taken() {
            List<Sending> taken = List.copyOf(sendings);
            sendings.clear();
            return taken;
        }
    }

    /** The first step sends a tick to every partition; the tests begin after those have arrived. */
    @BeforeEach
    void open(@TempDir Path folder) {
        journal = TestJournals.open(folder, 8);
        start = journal.appended();
        publisher = new Publisher("gw_test", journal, log, gateway, () -> {});
        step().forEach(ScriptedLog.Sending::arrives);
        assertThat(step()).isEmpty();
    }

    @Test
    void shouldSendATickToEveryPartitionEveryFiveSeconds() {
        gateway.pass(5_000);

        List<ScriptedLog.Sending> ticks = step();

        assertThat(ticks).hasSize(Topic.REQUEST_EVENTS.partitions());
        assertThat(ticks).allSatisfy(tick -> {
            assertThat(tick.batch().getTick()).isEqualTo(2);
            assertThat(tick.batch().getGateway()).isEqualTo("gw_test");
            assertThat(tick.batch().getEpoch()).isEqualTo(1);
        });
        gateway.pass(5_000);
        assertThat(step()).as("the last ones have not arrived").isEmpty();
    }

    @Test
    void shouldGatherAPartitionsEventsInOneBatch() {
        List<Long> positions = append(ACCOUNT, 3);
        append(ELSEWHERE, 1);
        positions.addAll(append(ACCOUNT, 1));
        assertThat(publisher.isBusy()).isTrue();

        List<ScriptedLog.Sending> sent = step();

        assertThat(sent).hasSize(2);
        assertThat(positions(sent, PARTITION)).isEqualTo(positions);
        assertThat(publisher.isBusy()).isFalse();
        assertThat(publisher.isDrained()).isFalse();
        sent.forEach(ScriptedLog.Sending::arrives);
        step();
        assertThat(publisher.isDrained()).isTrue();
    }

    @Test
    void shouldAcknowledgeOnlyWhatEveryEarlierBatchHasReached() {
        append(ACCOUNT, 2);
        List<ScriptedLog.Sending> first = step();
        append(ELSEWHERE, 2);
        List<ScriptedLog.Sending> second = step();

        second.get(0).arrives();
        step();
        assertThat(journal.acknowledged()).isEqualTo(start);

        first.get(0).arrives();
        step();
        assertThat(journal.acknowledged()).isEqualTo(journal.appended());
    }

    @Test
    void shouldSendAgainInOrderWhatDidNotArriveAndNothingElse() {
        append(ACCOUNT, 2);
        step().get(0).arrives();
        List<Long> positions = append(ACCOUNT, 2);
        List<Long> elsewhere = append(ELSEWHERE, 1);
        List<ScriptedLog.Sending> lost = step();
        positions.addAll(append(ACCOUNT, 2));
        step();
        lost.forEach(ScriptedLog.Sending::fails);

        List<ScriptedLog.Sending> again = step();

        assertThat(log.connections).isEqualTo(1);
        assertThat(positions(again, PARTITION)).isEqualTo(positions);
        assertThat(positions(again, Topic.partitionOf(ELSEWHERE))).isEqualTo(elsewhere);
        again.forEach(ScriptedLog.Sending::arrives);
        step();
        assertThat(publisher.isDrained()).isTrue();
    }

    @Test
    void shouldNotTryTheOtherPartitionsWhereOneIsRefused() {
        List<Long> positions = append(ACCOUNT, 2);
        List<Long> elsewhere = append(ELSEWHERE, 1);
        log.refusing = true;
        assertThat(step()).hasSize(1);
        assertThat(step()).hasSize(1);

        log.refusing = false;
        List<ScriptedLog.Sending> sent = step();

        assertThat(positions(sent, PARTITION)).isEqualTo(positions);
        assertThat(positions(sent, Topic.partitionOf(ELSEWHERE))).isEqualTo(elsewhere);
    }

    @Test
    void shouldLetClaimsOvertakeEventsAndSendOnlyTheLatest() {
        publisher.claim(PARTITION, 1, claim("lin_1", 1));
        publisher.claim(PARTITION, 1, claim("lin_1", 2));
        publisher.claim(PARTITION, 1, claim("lin_1", 1));
        publisher.claim(PARTITION, 1, claim("lin_2", 1));

        List<ScriptedLog.Sending> sent = step();

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).batch().getClaimsList()).containsExactlyInAnyOrder(claim("lin_1", 2), claim("lin_2", 1));
        assertThat(step()).isEmpty();
    }

    @Test
    void shouldSendClaimsAgainThatDidNotArriveUnlessThereAreNewerOnes() {
        publisher.claim(PARTITION, 1, claim("lin_1", 1));
        publisher.claim(PARTITION, 1, claim("lin_2", 1));
        ScriptedLog.Sending lost = step().get(0);
        publisher.claim(PARTITION, 1, claim("lin_1", 2));
        lost.fails();

        assertThat(step().get(0).batch().getClaimsList())
                .containsExactlyInAnyOrder(claim("lin_1", 2), claim("lin_2", 1));
    }

    @Test
    void shouldForgetClaimsOfAnEpochThatIsOverAndKeepThoseOfTheNext() {
        publisher.claim(PARTITION, 0, claim("lin_1", 1));
        publisher.claim(PARTITION, 2, claim("lin_2", 1));

        assertThat(step()).isEmpty();

        // The lease is over.
        gateway.pass(60_000);
        gateway.allowances.maintain(gateway.now());
        assertThat(step())
                .filteredOn(sent -> sent.partition() == PARTITION)
                .flatExtracting(sent -> sent.batch().getClaimsList())
                .containsExactly(claim("lin_2", 1));
    }

    @Test
    void shouldSpreadManyClaimsOverBatchesThatKafkaTakes() {
        IntStream.range(0, 2_500).forEach(i -> publisher.claim(PARTITION, 1, claim("lineage_of_a_key_" + i, 1)));
        append(ACCOUNT, 4_000);

        List<ScriptedLog.Sending> sent = new ArrayList<>();
        while (publisher.isBusy()) {
            sent.addAll(step());
        }

        assertThat(sent).hasSize(3);
        assertThat(sent)
                .allSatisfy(s -> assertThat(s.batch().getSerializedSize()).isLessThan(900_000));
        assertThat(sent.stream()
                        .flatMap(s -> s.batch().getClaimsList().stream())
                        .map(Claim::getSubject)
                        .distinct())
                .hasSize(2_500);
    }

    /** Refusals of as many keys, which are the largest events there are. */
    @Test
    void shouldSendInSeveralBatchesWhatIsTooMuchForOne() {
        List<String> keys = IntStream.range(0, 9_000)
                .mapToObj(i -> "key_01HZX3KJ9V8Q2M4N6P" + i)
                .toList();
        keys.forEach(this::appendRefusal);

        List<ScriptedLog.Sending> sent = step();

        assertThat(sent).hasSize(3);
        assertThat(sent)
                .allSatisfy(s -> assertThat(s.batch().getSerializedSize()).isLessThan(900_000));
        assertThat(keys(sent)).isEqualTo(keys);
        assertThat(sent.get(1).batch().getEvents().getCoversFrom())
                .isEqualTo(sent.get(0).batch().getEvents().getCoversTo());
        assertThat(sent.get(2).batch().getEvents().getCoversFrom())
                .isEqualTo(sent.get(1).batch().getEvents().getCoversTo());

        sent.get(0).arrives();
        sent.get(1).fails();
        sent.get(2).fails();
        List<ScriptedLog.Sending> again = step();
        assertThat(keys(again)).isEqualTo(keys.subList(events(sent.get(0)).size(), keys.size()));

        again.forEach(ScriptedLog.Sending::arrives);
        step();
        assertThat(publisher.isDrained()).isTrue();
    }

    private static List<String> keys(List<ScriptedLog.Sending> sendings) {
        return sendings.stream()
                .flatMap(sending -> events(sending).stream())
                .map(RequestEvent::keyId)
                .toList();
    }

    private void appendRefusal(String key) {
        journal.append(
                new RequestEvent(
                        RequestEvent.NOWHERE,
                        1,
                        UtcDay.of(gateway.millis()),
                        gateway.millis(),
                        key,
                        ACCOUNT,
                        key,
                        "contacts",
                        Outcome.QUOTA_EXCEEDED,
                        1,
                        new RequestEvent.Refusal(10_000, 40, 3, 10_000, 900_000_000_000L)),
                Journal.UNCONDITIONALLY);
    }

    @Test
    void shouldFenceWhenAllThatWasJournaledBeforeIsInTheLog() {
        append(ACCOUNT, 1);
        publisher.fence(7);
        ScriptedLog.Sending event = step().get(0);
        assertThat(event.batch().getFenceUpTo()).isZero();

        event.arrives();
        List<ScriptedLog.Sending> fences = step();
        assertThat(fences).hasSize(Topic.REQUEST_EVENTS.partitions());
        assertThat(fences)
                .allSatisfy(sent -> assertThat(sent.batch().getFenceUpTo()).isEqualTo(7));
        assertThat(step()).as("once is enough").isEmpty();
    }

    @Test
    void shouldFenceAgainWhatDidNotArrive() {
        publisher.fence(7);
        List<ScriptedLog.Sending> fences = step();
        fences.get(0).fails();

        assertThat(step())
                .hasSize(Topic.REQUEST_EVENTS.partitions())
                .allSatisfy(sent -> assertThat(sent.batch().getFenceUpTo()).isEqualTo(7));
    }

    @Test
    void shouldLoseNothingWhenTheLogBreaksWhileSending() {
        List<Long> positions = append(ACCOUNT, 3);
        publisher.claim(PARTITION, 1, claim("lin_1", 1));
        log.broken = true;
        assertThatThrownBy(this::step).hasMessage("broken");
        assertThatThrownBy(this::step).hasMessage("broken");
        assertThat(journal.acknowledged()).isEqualTo(start);
        assertThat(publisher.isBusy()).isTrue();

        log.broken = false;
        List<ScriptedLog.Sending> sent = step();

        assertThat(positions(sent, PARTITION)).isEqualTo(positions);
        assertThat(sent.get(0).batch().getClaimsList()).containsExactly(claim("lin_1", 1));
        sent.forEach(ScriptedLog.Sending::arrives);
        step();
        assertThat(publisher.isDrained()).isTrue();
    }

    private List<ScriptedLog.Sending> step() {
        publisher.step(gateway.allowances);
        return log.taken();
    }

    /** Appends events, and returns their positions. */
    private List<Long> append(String account, int events) {
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            positions.add(journal.appended());
            journal.append(
                    new RequestEvent(
                            RequestEvent.NOWHERE,
                            1,
                            UtcDay.of(gateway.millis()),
                            gateway.millis(),
                            "key_1",
                            account,
                            "lin_1",
                            "contacts",
                            Outcome.ADMITTED,
                            1,
                            null),
                    Journal.UNCONDITIONALLY);
        }
        return positions;
    }

    private static Claim claim(String subject, long ctl) {
        return Claim.newBuilder().setSubject(subject).setDay(20_000).setCtl(ctl).build();
    }

    private static List<Long> positions(List<ScriptedLog.Sending> sendings, int partition) {
        return sendings.stream()
                .filter(sending -> sending.partition() == partition)
                .flatMap(sending -> events(sending).stream())
                .map(RequestEvent::position)
                .toList();
    }

    private static List<RequestEvent> events(ScriptedLog.Sending sending) {
        try {
            return EventColumnsReader.read(sending.batch().getEvents());
        } catch (MalformedRecordException e) {
            throw new AssertionError("A publisher packs what its readers can read.", e);
        }
    }
}
