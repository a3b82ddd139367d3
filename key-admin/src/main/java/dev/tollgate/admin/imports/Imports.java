package dev.tollgate.admin.imports;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.imports.RowFormat.NoRowException;
import dev.tollgate.admin.imports.RowsAhead.Rows;
import dev.tollgate.admin.key.ForeignKey;
import dev.tollgate.admin.key.ForeignKeys;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings keys in, some thousand to a transaction, one import at a time. What a transaction took stays, whatever becomes of the
 * rest: rows that are sent again are known.
 */
@Component
final class Imports {
    private static final Logger log = LoggerFactory.getLogger(Imports.class);

    private final ImportTable table;
    private final ForeignKeys keys;
    private final FoundRows foundRows;
    private final TransactionTemplate transactions;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Imports(
            ImportTable table,
            ForeignKeys keys,
            FoundRows foundRows,
            TransactionTemplate transactions,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.table = table;
        this.keys = keys;
        this.foundRows = foundRows;
        this.transactions = transactions;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Makes one that waits for its rows. */
    KeyImport create(@Nullable Integer pepperId) {
        return create(KeyImport.WAITING, pepperId);
    }

    /**
     * Makes one that takes the keys that gates find at their first use, until it is ended.
     *
     * @throws ProblemException if there is one
     */
    KeyImport open() {
        try {
            return create(KeyImport.OPEN, null);
        } catch (DuplicateKeyException e) {
            throw ProblemException.conflict("An import on first use is open. End it, or leave it as it is.");
        }
    }

    private KeyImport create(String state, @Nullable Integer pepperId) {
        Caller caller = Objects.requireNonNull(Caller.current(), "the doors let through");
        KeyImport made = new KeyImport(
                ids.next("imp"),
                state,
                pepperId,
                0,
                0,
                0,
                0,
                caller.actor(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
        transactions.executeWithoutResult(status -> {
            table.insert(made);
            audit.record("import.created", "import", made.id(), null, terms(made));
        });
        return made;
    }

    KeyImport find(String id) {
        return table.find(id).orElseThrow(() -> ProblemException.notFound("There is no such import."));
    }

    /**
     * Takes the rows of an import.
     *
     * @throws ProblemException if it is done, another one is at work, or the rows break off
     */
    KeyImport take(String id, RowFormat format, Lines lines) {
        KeyImport begun = begin(id);
        boolean done = false;
        try (RowsAhead ahead = new RowsAhead(format, lines, begun.pepperId(), clock)) {
            Rows rows = ahead.next();
            while (rows.count() > 0) {
                Rows some = rows;
                transactions.executeWithoutResult(status -> take(id, some));
                rows = ahead.next();
            }
            done = true;
        } catch (NoRowException e) {
            throw ProblemException.badRequest(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.info("The rows of the import {} broke off: {}", id, e.toString());
            throw ProblemException.badRequest("The rows broke off. Send them again, from the first.");
        } finally {
            end(id, done);
        }
        return find(id);
    }

    /**
     * Ends one that is open: what gates find from now on is let be.
     *
     * @throws ProblemException if it is not open
     */
    KeyImport close(String id) {
        return Objects.requireNonNull(transactions.execute(status -> {
            KeyImport found = find(id);
            if (table.lockOpen().filter(open -> open.id().equals(id)).isEmpty()) {
                throw ProblemException.conflict(
                        "This import is " + found.state() + ". Only one that is open is ended.");
            }
            table.end(id, KeyImport.DONE);
            KeyImport ended = find(id);
            audit.record("import.done", "import", id, null, terms(ended));
            return ended;
        }));
    }

    /** Takes keys over that gates have found, if an import is open for them. */
    void takeFound(List<FoundKey> found) {
        Found taken = Objects.requireNonNull(transactions.execute(
                status -> table.lockOpen().map(open -> takeFound(open, found)).orElse(new Found(null, 0))));
        if (taken.importId() == null) {
            log.warn(
                    "Gates have found {} keys of the old system at their first use, and no import is open for them:"
                            + " POST /api/v1/imports with {\"on_first_use\": true}, or take TOLLGATE_OLD_SYSTEM_URL from the gates",
                    found.size());
        } else if (taken.refused() > 0) {
            log.warn(
                    "{} keys of the old system could not be taken over at their first use;"
                            + " GET /api/v1/imports/{}/refusals says why",
                    taken.refused(),
                    taken.importId());
        }
    }

    private record Found(@Nullable String importId, int refused) {}

    private Found takeFound(KeyImport open, List<FoundKey> found) {
        Map<ForeignKey, Long> keys = new LinkedHashMap<>();
        List<RefusedRow> refused = new ArrayList<>();
        long row = open.rows();
        for (FoundKey key : found) {
            row++;
            try {
                keys.put(foundRows.read(key), row);
            } catch (NoRowException e) {
                refused.add(new RefusedRow(row, String.valueOf(e.getMessage())));
            } catch (ProblemException e) {
                refused.add(RefusedRow.of(row, e));
            }
        }
        return new Found(open.id(), take(open.id(), new Rows(found.size(), keys, refused)));
    }

    private KeyImport begin(String id) {
        return Objects.requireNonNull(transactions.execute(status -> {
            table.running().ifPresent(running -> {
                throw ProblemException.conflict("The import " + running + " is at work. Wait until it has ended.");
            });
            KeyImport found = find(id);
            if (found.state().equals(KeyImport.OPEN)) {
                throw ProblemException.conflict(
                        "This import takes keys at their first use. Begin another one for rows.");
            }
            if (found.state().equals(KeyImport.DONE)) {
                throw ProblemException.conflict("This import is done. Begin another one.");
            }
            table.begin(id);
            return found;
        }));
    }

    private void end(String id, boolean done) {
        try {
            transactions.executeWithoutResult(status -> {
                table.end(id, done ? KeyImport.DONE : KeyImport.INTERRUPTED);
                KeyImport ended = find(id);
                audit.record(done ? "import.done" : "import.interrupted", "import", id, null, terms(ended));
                log.info(
                        "The import {} is {}: {} rows, {} imported, {} known, {} refused",
                        id,
                        ended.state(),
                        ended.rows(),
                        ended.imported(),
                        ended.known(),
                        ended.refused());
            });
        } catch (RuntimeException e) {
            if (done) {
                throw e;
            }
            // Why it did not get on is what is to be told; that it did not shows after a minute.
            log.warn("The end of the import {} is not written down: {}", id, e.toString());
        }
    }

    /** How many could not be taken. */
    private int take(String id, Rows rows) {
        ForeignKeys.Intake intake = keys.takeAll(id, List.copyOf(rows.keys().keySet()));
        List<RefusedRow> refused = new ArrayList<>(rows.refused());
        intake.refused()
                .forEach((key, why) -> refused.add(
                        new RefusedRow(Objects.requireNonNull(rows.keys().get(key)), why)));
        table.count(id, rows.count(), intake.taken(), intake.known(), refused);
        return refused.size();
    }

    private static Map<String, Object> terms(KeyImport described) {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("pepper_id", described.pepperId());
        terms.put("rows", described.rows());
        terms.put("imported", described.imported());
        terms.put("known", described.known());
        terms.put("refused", described.refused());
        return terms;
    }
}
