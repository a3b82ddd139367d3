package dev.tollgate.auth.journal;

import dev.tollgate.contracts.Caller;
import dev.tollgate.contracts.RequestEvent;
import dev.tollgate.contracts.RouteName;
import dev.tollgate.contracts.v1.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Journals in a folder, with segments so small that a test fills them. */
public final class TestJournals {
    /** The smallest that a journal keeps a reserve in. */
    public static final int SEGMENT_BYTES = 256 << 10;

    /** The same in all of a test run's journals, as a caller is in those of a gateway's lives. */
    private static final Caller CALLER = new Caller("key_1", "acc_1", "lin_1");

    private static final RouteName ROUTE = new RouteName("other");

    private TestJournals() {}

    /** Opens one that may have two segments, for a run of the gateway that begins with it and ends with the test. */
    public static Journal open(Path folder) {
        return open(folder, 2);
    }

    /** Likewise, one that may have more. */
    public static Journal open(Path folder, int segments) {
        try {
            return new Journal(files(folder, SEGMENT_BYTES), (long) segments * SEGMENT_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SegmentFiles files(Path folder, int segmentBytes) throws IOException {
        return new SegmentFiles(folder, GatewayIdentity.open(folder), segmentBytes);
    }

    /** An event that a test can tell from others by its cost. */
    static RequestEvent event(long cost) {
        return new RequestEvent(
                RequestEvent.NOWHERE, 5, 20_000, 1_800_000_000_000L, CALLER, ROUTE, Outcome.ADMITTED, cost, null);
    }

    /** Appends events with the costs {@code from} to {@code to}, both included. */
    static void append(Journal journal, int from, int to) {
        for (int cost = from; cost <= to; cost++) {
            journal.append(event(cost), Journal.UNCONDITIONALLY);
        }
    }

    /** The costs of all that can be read. */
    static List<Long> readAll(Journal journal) {
        return journal.readNext(Integer.MAX_VALUE).stream()
                .map(RequestEvent::cost)
                .toList();
    }

    /** What a killed process would leave behind now. */
    static Path copy(Path folder, Path to) {
        try (Stream<Path> files = Files.list(folder)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
