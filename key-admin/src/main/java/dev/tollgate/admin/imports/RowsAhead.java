package dev.tollgate.admin.imports;

import dev.tollgate.admin.imports.Lines.Line;
import dev.tollgate.admin.imports.RowFormat.NoRowException;
import dev.tollgate.admin.key.ForeignKey;
import dev.tollgate.admin.web.ProblemException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads rows and what they say, one part ahead of whoever takes them, so that neither waits for the other. */
final class RowsAhead implements AutoCloseable {
    private static final int ROWS_AT_ONCE = 5_000;

    private final RowFormat format;
    private final Lines lines;
    private final @Nullable Integer pepperId;
    private final Clock clock;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "import-rows");
        thread.setDaemon(true);
        return thread;
    });

    private Future<Rows> next;
    private volatile boolean closed;

    /** @throws NoRowException if what stands before the rows is not as it must be */
    RowsAhead(RowFormat format, Lines lines, @Nullable Integer pepperId, Clock clock)
            throws IOException, NoRowException {
        this.format = format;
        this.lines = lines;
        this.pepperId = pepperId;
        this.clock = clock;
        format.begin(lines);
        next = reader.submit(this::read);
    }

    /**
     * Some rows.
     *
     * @param count how many
     * @param keys those that are keys, with their numbers
     * @param refused those that are not
     */
    record Rows(int count, Map<ForeignKey, Long> keys, List<RefusedRow> refused) {}

    /**
     * The next of them; none where there are no more.
     *
     * @throws IOException if they break off
     */
    Rows next() throws IOException {
        try {
            Rows rows = next.get();
            if (rows.count() > 0) {
                next = reader.submit(this::read);
            }
            return rows;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for rows.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException("Rows cannot be read.", e.getCause());
        }
    }

    /** Waits until nobody reads any more: what is read from is the caller's, and soon somebody else's. */
    @Override
    public void close() {
        closed = true;
        reader.shutdown();
        boolean interrupted = false;
        boolean quiet = false;
        while (!quiet) {
            try {
                quiet = reader.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Rows read() throws IOException {
        Map<ForeignKey, Long> keys = new LinkedHashMap<>();
        List<RefusedRow> refused = new ArrayList<>();
        int count = 0;
        while (count < ROWS_AT_ONCE && !closed) {
            Line line = lines.next();
            if (line == null) {
                break;
            }
            count++;
            try {
                keys.put(key(line), line.number());
            } catch (NoRowException e) {
                refused.add(new RefusedRow(line.number(), String.valueOf(e.getMessage())));
            } catch (ProblemException e) {
                refused.add(RefusedRow.of(line.number(), e));
            }
        }
        return new Rows(count, keys, refused);
    }

    private ForeignKey key(Line line) throws NoRowException {
        if (line.text() == null) {
            throw new NoRowException(String.valueOf(line.fault()), null);
        }
        return ForeignKey.of(format.row(line.text()), pepperId, clock.instant());
    }
}
