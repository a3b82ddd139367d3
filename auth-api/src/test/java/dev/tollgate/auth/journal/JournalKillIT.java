package dev.tollgate.auth.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.contracts.RequestEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while they journal: what they answered is in Kafka or in the journal, exactly once. */
class JournalKillIT {
    private static final int KILLS = 8;
    private static final int NOTE_BYTES = 2 * Long.BYTES;

    @TempDir
    private Path folder;

    @Test
    void shouldOweAfterAnyKillWhatWasAnsweredAndNotSent() throws Exception {
        Random random = new Random(11);
        for (int kill = 0; kill < KILLS; kill++) {
            long first = kill * 10_000_000L;
            Process process = start(first);
            long enough = 1L + random.nextInt(40_000);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(5))
                    .failFast(() -> !process.isAlive())
                    .until(() -> notes("answers-" + first) >= enough);
            process.destroyForcibly().waitFor();
        }

        Map<Long, Long> positions = new HashMap<>();
        Set<Long> sent = new HashSet<>();
        forEach("log", (position, number) -> {
            sent.add(number);
            assertThat(positions.putIfAbsent(number, position))
                    .as("an event that is sent again has its position still")
                    .isIn(null, position);
        });
        Journal successor = new Journal(TestJournals.files(folder.resolve("journal"), 16 << 10), 1L << 30);
        for (RequestEvent owed : successor.readNext(Integer.MAX_VALUE)) {
            sent.add(owed.cost());
            assertThat(positions.putIfAbsent(owed.cost(), owed.position())).isIn(null, owed.position());
        }

        assertThat(positions.values()).as("no position was given twice").doesNotHaveDuplicates();
        Set<Long> answers = new HashSet<>();
        forEach("answers", (position, number) -> answers.add(number));
        assertThat(answers).hasSizeGreaterThanOrEqualTo(KILLS);
        answers.removeAll(sent);
        assertThat(answers).as("answered, and neither sent nor kept").isEmpty();
    }

    private Process start(long firstNumber) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedGateway.class.getName(),
                        folder.toString(),
                        Long.toString(firstNumber))
                .inheritIO()
                .start();
    }

    private long notes(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.size(path) / NOTE_BYTES : 0;
    }

    private void forEach(String kind, Note note) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, kind + "-*")) {
            for (Path file : files) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
                while (bytes.remaining() >= NOTE_BYTES) {
                    note.read(bytes.getLong(), bytes.getLong());
                }
            }
        }
    }

    private interface Note {
        void read(long position, long number);
    }
}
