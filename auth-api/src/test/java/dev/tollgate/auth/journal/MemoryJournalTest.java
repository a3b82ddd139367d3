package dev.tollgate.auth.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.v1.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MemoryJournalTest {
    private static final int BITS = 3;
    private static final int CAPACITY = 1 << BITS;
    private static final long EPOCH = 5;

    private final MemoryJournal journal = new MemoryJournal(BITS, EPOCH);
    private final long start = journal.appended();

    @Test
    void shouldKeepThePositionsOfDifferentRunsApart() {
        long ofTheRunBefore = new MemoryJournal(BITS, EPOCH - 1).appended();

        assertThat(start - ofTheRunBefore).isGreaterThan(1_000_000_000_000L);
    }

    @Test
    void shouldGiveEventsInTheOrderOfTheirPositions() {
        append(5);

        assertThat(positions(journal.readNext(3))).containsExactly(start, start + 1, start + 2);
        assertThat(positions(journal.readNext(10))).containsExactly(start + 3, start + 4);
        assertThat(journal.readNext(10)).isEmpty();
        assertThat(journal.read()).isEqualTo(start + 5).isEqualTo(journal.appended());
        assertThat(journal.acknowledged()).isEqualTo(start);
    }

    @Test
    void shouldGiveAgainWhatIsNotAcknowledged() {
        append(5);
        journal.readNext(4);
        journal.acknowledge(start + 2);

        journal.rewind();

        assertThat(positions(journal.readNext(10))).containsExactly(start + 2, start + 3, start + 4);
    }

    @Test
    void shouldRefuseRatherThanForget() {
        append(CAPACITY - 1);
        assertThat(journal.isFull()).isFalse();
        append(1);
        assertThat(journal.isFull()).isTrue();

        assertThatThrownBy(() -> append(1)).isInstanceOf(JournalFullException.class);
        journal.readNext(CAPACITY);
        assertThatThrownBy(() -> append(1)).isInstanceOf(JournalFullException.class);

        journal.acknowledge(start + 1);
        assertThat(journal.isFull()).isFalse();
        append(1);
        journal.rewind();
        assertThat(positions(journal.readNext(CAPACITY)))
                .containsExactlyElementsOf(LongStream.rangeClosed(start + 1, start + CAPACITY)
                        .boxed()
                        .toList());
    }

    @Test
    void shouldNotPassOverAnEventWhoseThreadIsLate() {
        journal.append(position -> {
            // Another thread gets the next position, and is done first.
            append(1);
            assertThat(journal.readNext(10)).isEmpty();
            return event(position);
        });

        assertThat(positions(journal.readNext(10))).containsExactly(start, start + 1);
    }

    @Test
    void shouldKeepEveryEventOfManyThreads() throws Exception {
        int threads = 4;
        int each = 20_000;
        MemoryJournal shared = new MemoryJournal(8, EPOCH);
        List<RequestEvent> read = new ArrayList<>();
        ExecutorService appenders = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> appending = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                appending.add(appenders.submit(() -> IntStream.range(0, each).forEach(i -> insist(shared))));
            }
            while (read.size() < threads * each) {
                read.addAll(shared.readNext(50));
                shared.acknowledge(shared.read());
            }
            for (Future<?> done : appending) {
                done.get();
            }
        } finally {
            appenders.shutdownNow();
        }
        assertThat(positions(read))
                .containsExactlyElementsOf(
                        LongStream.range(start, start + read.size()).boxed().toList());
        assertThat(shared.acknowledged()).isEqualTo(shared.appended());
    }

    private static void insist(MemoryJournal journal) {
        while (true) {
            try {
                journal.append(MemoryJournalTest::event);
                return;
            } catch (JournalFullException e) {
                Thread.onSpinWait();
            }
        }
    }

    private void append(int events) {
        for (int i = 0; i < events; i++) {
            journal.append(MemoryJournalTest::event);
        }
    }

    private static List<Long> positions(List<RequestEvent> events) {
        return events.stream().map(RequestEvent::position).toList();
    }

    private static RequestEvent event(long position) {
        return new RequestEvent(
                position, EPOCH, 20_000, 1, "key_1", "acc_1", "lin_1", "other", Outcome.ADMITTED, 1, null);
    }
}
