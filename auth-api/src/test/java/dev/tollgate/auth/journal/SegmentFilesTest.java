package dev.tollgate.auth.journal;

import static dev.tollgate.auth.journal.TestJournals.append;
import static dev.tollgate.auth.journal.TestJournals.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk after a crash between any two steps, or after a power loss, and what the next process makes of it. */
class SegmentFilesTest {
    private static final int SEGMENT_BYTES = 8 << 10;
    private static final int EVENTS = 1_500;
    private static final int ACKNOWLEDGED = 900;

    @TempDir
    private Path temp;

    /** A copy of a journal of which a part is acknowledged, and nothing deleted. */
    private Path folder;

    private long appended;

    @BeforeEach
    void fill() throws IOException {
        Path original = temp.resolve("original");
        Journal journal = new Journal(TestJournals.files(original, SEGMENT_BYTES), 1 << 30);
        append(journal, 1, EVENTS);
        journal.readNext(ACKNOWLEDGED);
        journal.acknowledge(journal.read());
        appended = journal.appended();
        folder = TestJournals.copy(original, temp.resolve("crashed"));
    }

    @Test
    void shouldGoOnAfterTheFirstPositionsWereReservedAndNothingMore() throws IOException {
        GatewayIdentity identity = GatewayIdentity.open(folder);
        identity.reserve(identity.reserved() + SEGMENT_BYTES / Segment.WORD);
        identity.close();

        assertThatAllIsThere(ACKNOWLEDGED + 1, EVENTS);
    }

    @Test
    void shouldGoOnAfterASegmentWasMadeInPart() throws IOException {
        for (int bytes : new int[] {0, 1, 4_096, SEGMENT_BYTES - 1, SEGMENT_BYTES}) {
            GatewayIdentity identity = GatewayIdentity.open(folder);
            Files.write(folder.resolve(String.format("%016x.events", identity.reserved())), new byte[bytes]);
            identity.reserve(identity.reserved() + SEGMENT_BYTES / Segment.WORD);
            identity.close();
        }

        assertThatAllIsThere(ACKNOWLEDGED + 1, EVENTS);
    }

    @Test
    void shouldGoOnAfterASegmentWasEmptiedButNotDeleted() throws IOException {
        Path acknowledged = segments().get(0);
        Files.write(acknowledged, new byte[0]);

        assertThatAllIsThere(ACKNOWLEDGED + 1, EVENTS);
        assertThat(acknowledged).doesNotExist();
    }

    @Test
    void shouldGoOnAfterASegmentWasDeleted() throws IOException {
        Files.delete(segments().get(0));

        assertThatAllIsThere(ACKNOWLEDGED + 1, EVENTS);
    }

    @Test
    void shouldSendAllThatIsThereWhereTheAcknowledgedPositionWasLost() throws IOException {
        Files.delete(folder.resolve("acknowledged"));

        assertThatAllIsThere(1, EVENTS);
    }

    @Test
    void shouldTakeAnAcknowledgedPositionThatCannotBeForNone() throws IOException {
        Files.write(folder.resolve("acknowledged"), new byte[] {127, -1, -1, -1, -1, -1, -1, -1});

        assertThatAllIsThere(1, EVENTS);
    }

    @Test
    void shouldLoseNoMoreThanWhatDidNotReachTheDisk() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Path damaged = TestJournals.copy(folder, temp.resolve("round-" + round));
            damage(segments(damaged), random);

            List<Long> read = readAll(open(damaged));

            assertThat(read)
                    .as("round %s", round)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .isSubsetOf(costs(ACKNOWLEDGED + 1, EVENTS));
        }
    }

    /** A sector of the last segment did not arrive: it is zeros, or what was there before. The others did. */
    private static void damage(List<Path> segments, Random random) throws IOException {
        Path last = segments.get(segments.size() - 1);
        byte[] sector = new byte[512];
        if (random.nextBoolean()) {
            random.nextBytes(sector);
        }
        try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
            file.seek(512L * random.nextInt(SEGMENT_BYTES / 512));
            file.write(sector);
            if (random.nextInt(4) == 0) {
                file.setLength(random.nextInt(SEGMENT_BYTES));
            }
        }
    }

    @Test
    void shouldReadAllAroundASectorThatIsLost() throws IOException {
        loseSector(segments().get(segments().size() - 2), 7_168);

        List<Long> read = readAll(open(folder));

        assertThat(read).hasSizeBetween(EVENTS - ACKNOWLEDGED - 20, EVENTS - ACKNOWLEDGED - 1);
        assertThat(read).startsWith(ACKNOWLEDGED + 1L).endsWith((long) EVENTS);
    }

    /** What it refers to was written before it, and so reached the disk where it had to, too. */
    @Test
    void shouldReadNothingOfACallerWhoseNameWasLost() throws IOException {
        List<Path> segments = segments();
        loseSector(segments.get(segments.size() - 1), 0);
        Journal successor = open(folder);
        append(successor, EVENTS + 1, EVENTS + 1);

        List<Long> read = readAll(successor);

        assertThat(read)
                .startsWith(ACKNOWLEDGED + 1L)
                .doesNotContain((long) EVENTS)
                .endsWith(EVENTS + 1L);
    }

    private static void loseSector(Path segment, int at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(at);
            file.write(new byte[512]);
        }
    }

    @Test
    void shouldKeepItsFilesToItsOwner() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve("original"))) {
            assertThat(files).hasSizeGreaterThan(3).allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private void assertThatAllIsThere(int from, int to) throws IOException {
        Journal successor = open(folder);

        append(successor, EVENTS + 1, EVENTS + 100);

        assertThat(successor.appended()).isGreaterThan(appended);
        assertThat(readAll(successor))
                .containsExactlyElementsOf(LongStream.concat(
                                LongStream.rangeClosed(from, to), LongStream.rangeClosed(EVENTS + 1, EVENTS + 100))
                        .boxed()
                        .toList());
    }

    private static Journal open(Path folder) throws IOException {
        return new Journal(TestJournals.files(folder, SEGMENT_BYTES), 1 << 30);
    }

    private static List<Long> costs(int from, int to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private List<Path> segments() throws IOException {
        return segments(folder);
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".events"))
                    .sorted()
                    .toList();
        }
    }
}
