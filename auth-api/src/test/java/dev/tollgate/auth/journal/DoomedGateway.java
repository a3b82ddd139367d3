package dev.tollgate.auth.journal;

import dev.tollgate.contracts.RequestEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that journals as fast as it can, until it is killed. It notes what it would have answered in one file, and
 * what it would have sent to Kafka in another. Both are its own: a kill may cut the last note short.
 */
final class DoomedGateway {
    private static final int SEGMENT_BYTES = 16 << 10;
    private static final int THREADS = 3;
    private static final int NOTE_BYTES = 2 * Long.BYTES;
    private static final long EVENTS_MAX = 2_000_000;

    private DoomedGateway() {}

    /** @param args the folder, and the number of the first event */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        AtomicLong next = new AtomicLong(Long.parseLong(args[1]));
        long end = next.get() + EVENTS_MAX;
        Journal journal = new Journal(TestJournals.files(folder.resolve("journal"), SEGMENT_BYTES), 1L << 30);
        JournalKeeper keeper = new JournalKeeper(journal, Duration.ofMillis(20));
        try (keeper;
                FileChannel answers = notes(folder.resolve("answers-" + args[1]));
                FileChannel log = notes(folder.resolve("log-" + args[1]))) {
            for (int i = 0; i < THREADS; i++) {
                Thread appender = new Thread(() -> answer(journal, next, end, answers));
                appender.setDaemon(true);
                appender.start();
            }
            while (next.get() < end) {
                publish(journal, log);
            }
        }
    }

    private static void answer(Journal journal, AtomicLong next, long end, FileChannel answers) {
        for (long number = next.getAndIncrement(); number < end; number = next.getAndIncrement()) {
            journal.append(TestJournals.event(number), Journal.UNCONDITIONALLY);
            note(answers, List.of(TestJournals.event(number)));
        }
    }

    private static void publish(Journal journal, FileChannel log) {
        List<RequestEvent> events = journal.readNext(100);
        note(log, events);
        journal.acknowledge(journal.read());
    }

    private static void note(FileChannel notes, List<RequestEvent> events) {
        ByteBuffer bytes = ByteBuffer.allocate(events.size() * NOTE_BYTES);
        events.forEach(event -> bytes.putLong(event.position()).putLong(event.cost()));
        try {
            notes.write(bytes.flip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel notes(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }
}
