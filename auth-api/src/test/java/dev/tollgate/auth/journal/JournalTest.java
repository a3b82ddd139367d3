package dev.tollgate.auth.journal;

import static dev.tollgate.auth.journal.TestJournals.append;
import static dev.tollgate.auth.journal.TestJournals.event;
import static dev.tollgate.auth.journal.TestJournals.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.contracts.RequestEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    /** A few events fill it. */
    private static final int TINY_SEGMENT_BYTES = 8 << 10;

    private static final int PLENTY = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldGiveEventsInTheOrderOfTheirPositions() throws IOException {
        Journal journal = tiny(folder);
        long start = journal.appended();
        append(journal, 1, 5);

        List<RequestEvent> first = journal.readNext(3);

        assertThat(first).extracting(RequestEvent::cost).containsExactly(1L, 2L, 3L);
        assertThat(first.get(0).position()).isEqualTo(start);
        assertThat(first).extracting(RequestEvent::position).isSorted().doesNotHaveDuplicates();
        assertThat(readAll(journal)).containsExactly(4L, 5L);
        assertThat(readAll(journal)).isEmpty();
        assertThat(journal.read()).isEqualTo(journal.appended());
        assertThat(journal.acknowledged()).isEqualTo(start);
    }

    @Test
    void shouldGiveAgainWhatIsNotAcknowledged() throws IOException {
        Journal journal = tiny(folder);
        append(journal, 1, 500);
        journal.readNext(200);
        long safe = journal.read();
        journal.readNext(200);
        journal.acknowledge(safe);

        journal.rewind();

        assertThat(readAll(journal)).containsExactlyElementsOf(costs(201, 500));
        assertThat(journal.acknowledgedEvents()).isEqualTo(200);
    }

    @Test
    void shouldTakeNothingThatDoesNotStandAtTheLastMoment() throws IOException {
        Journal journal = tiny(folder);
        append(journal, 1, 1);

        assertThat(journal.append(event(2), () -> false)).isFalse();

        append(journal, 3, 3);
        assertThat(readAll(journal)).containsExactly(1L, 3L);
        assertThat(journal.appendedEvents()).isEqualTo(2);
    }

    @Test
    void shouldReadOnWhereAnAppenderFailed() throws IOException {
        Journal journal = tiny(folder);
        assertThatThrownBy(() -> journal.append(event(1), () -> {
                    throw new IllegalStateException("no clock");
                }))
                .hasMessage("no clock");
        append(journal, 2, 2);

        assertThat(readAll(journal)).containsExactly(2L);
    }

    @Test
    void shouldNotPassOverAnEventWhoseThreadIsLate() throws IOException {
        Journal journal = tiny(folder);
        journal.append(event(1), () -> {
            // Another thread gets the next position, and is done first.
            append(journal, 2, 2);
            assertThat(readAll(journal)).isEmpty();
            return true;
        });

        assertThat(readAll(journal)).containsExactly(1L, 2L);
    }

    @Test
    void shouldRefuseRatherThanForget() throws IOException {
        Journal journal = TestJournals.open(folder);
        List<Long> taken = new ArrayList<>();
        journal.tend();
        while (!journal.isFull()) {
            append(journal, taken.size(), taken.size());
            taken.add((long) taken.size());
            journal.tend();
        }
        assertThatThrownBy(() -> append(journal, 0, PLENTY)).isInstanceOf(JournalFullException.class);
        long more = journal.appendedEvents() - taken.size();
        assertThat(more).as("the reserve").isGreaterThan(100);

        List<Long> read = new ArrayList<>(
                journal.readNext(taken.size()).stream().map(RequestEvent::cost).toList());
        journal.tend();
        assertThat(journal.isFull()).as("read is not acknowledged").isTrue();

        journal.acknowledge(journal.read());
        journal.tend();
        assertThat(journal.isFull()).isFalse();
        append(journal, PLENTY, PLENTY);
        assertThat(read).isEqualTo(taken);
        assertThat(readAll(journal))
                .hasSize((int) more + 1)
                .startsWith(0L, 1L, 2L)
                .endsWith((long) PLENTY);
    }

    @Test
    void shouldDeleteWhatIsAcknowledged() throws IOException {
        Journal journal = tiny(folder);
        for (int i = 0; i < 50; i++) {
            append(journal, 1, 100);
            readAll(journal);
            journal.acknowledge(journal.read());
            journal.tend();
        }

        assertThat(segmentFiles(folder)).hasSizeLessThanOrEqualTo(2);
        assertThat(journal.sizeBytes()).isLessThanOrEqualTo(2 * TINY_SEGMENT_BYTES);
        assertThat(journal.unacknowledgedBytes()).isZero();
        assertThat(journal.acknowledgedEvents())
                .isEqualTo(journal.appendedEvents())
                .isEqualTo(5_000);
    }

    @Test
    void shouldKeepEveryEventOfManyThreadsOverManySegments() throws Exception {
        int threads = 4;
        int each = 20_000;
        Journal shared = tiny(folder);
        List<RequestEvent> read = new ArrayList<>();
        ExecutorService appenders = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> appending = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                appending.add(appenders.submit(() -> IntStream.range(first, first + each)
                        .forEach(cost -> shared.append(event(cost), () -> cost % 7 != 0))));
            }
            while (appending.stream().anyMatch(f -> !f.isDone()) || shared.read() != shared.appended()) {
                read.addAll(shared.readNext(1_000));
                shared.acknowledge(shared.read());
                shared.tend();
            }
            for (Future<?> done : appending) {
                done.get();
            }
        } finally {
            appenders.shutdownNow();
        }
        assertThat(read).extracting(RequestEvent::position).isSorted().doesNotHaveDuplicates();
        assertThat(read.stream().map(RequestEvent::cost).sorted())
                .containsExactlyElementsOf(LongStream.range(0, (long) threads * each)
                        .filter(cost -> cost % 7 != 0)
                        .boxed()
                        .toList());
        assertThat(shared.unacknowledgedBytes()).isZero();
    }

    @Test
    void shouldGiveTheNextProcessWhatIsNotAcknowledgedUnchanged() throws IOException {
        Journal journal = tiny(folder.resolve("a"));
        append(journal, 1, 600);
        journal.readNext(250);
        journal.acknowledge(journal.read());
        journal.tend();
        List<RequestEvent> owed = journal.readNext(PLENTY);

        Journal successor = tiny(TestJournals.copy(folder.resolve("a"), folder.resolve("b")));
        append(successor, 601, 700);

        List<RequestEvent> replayed = successor.readNext(350);
        assertThat(replayed).isEqualTo(owed);
        assertThat(readAll(successor)).containsExactlyElementsOf(costs(601, 700));
        assertThat(successor.replayedEvents()).isEqualTo(350);
        assertThat(successor.appendedEvents()).isEqualTo(100);
        successor.rewind();
        assertThat(readAll(successor)).containsExactlyElementsOf(costs(251, 700));
        assertThat(successor.replayedEvents()).as("each counts once").isEqualTo(350);
        successor.acknowledge(successor.read());
        successor.tend();
        assertThat(successor.acknowledgedEvents()).isEqualTo(450);
        assertThat(segmentFiles(folder.resolve("b"))).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void shouldPassOverWhatAThreadHadNotFinishedWhenTheProcessDied() throws IOException {
        Journal journal = tiny(folder.resolve("a"));
        append(journal, 1, 1);
        journal.append(event(2), () -> {
            append(journal, 3, 3);
            TestJournals.copy(folder.resolve("a"), folder.resolve("b"));
            return true;
        });

        assertThat(readAll(tiny(folder.resolve("b")))).containsExactly(1L, 3L);
    }

    @Test
    void shouldNeverUseAPositionTwice() throws IOException {
        Journal journal = tiny(folder.resolve("a"));
        append(journal, 1, 400);
        long used = journal.appended();
        Path copy = TestJournals.copy(folder.resolve("a"), folder.resolve("b"));
        for (Path lost : segmentFiles(copy)) {
            Files.delete(lost);
        }

        Journal successor = tiny(copy);

        assertThat(successor.appended()).isGreaterThanOrEqualTo(used);
        assertThat(readAll(successor)).isEmpty();
    }

    private static Journal tiny(Path folder) throws IOException {
        return new Journal(TestJournals.files(folder, TINY_SEGMENT_BYTES), PLENTY * 64L);
    }

    private static List<Long> costs(int from, int to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<Path> segmentFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".events")).toList();
        }
    }
}
