package dev.tollgate.admin.reconciliation;

import dev.tollgate.admin.recurring.Recurring;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectMapper;

/** What each night's comparison of the books has found. */
@Component
public final class Reconciliations {
    private static final Logger log = LoggerFactory.getLogger(Reconciliations.class);

    /** As many days as a month may have: whatever is about to be billed is among them. */
    private static final int DAYS = 31;

    private final Books books;
    private final JdbcClient database;
    private final ObjectMapper json;
    private final Clock clock;

    Reconciliations(Books books, JdbcClient database, ObjectMapper json, Clock clock) {
        this.books = books;
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** The latest; nothing before the first night. */
    public Optional<Reconciliation> latest() {
        return database.sql("SELECT report FROM reconciliations ORDER BY day DESC LIMIT 1")
                .query(String.class)
                .optional()
                .map(report -> json.readValue(report, Reconciliation.class));
    }

    /** Compares the books once a UTC day, of the days before it, when usage is not behind. To be called by {@link Recurring}. */
    void compareOnceADay() {
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        boolean done = database.sql("SELECT EXISTS (SELECT FROM reconciliations WHERE day = ?)")
                .param(Date.valueOf(today))
                .query(Boolean.class)
                .single();
        if (done || !books.canBeCompared()) {
            return;
        }
        Reconciliation found = books.compare(today.minusDays(DAYS), today.minusDays(1));
        if (!found.agrees()) {
            log.warn(
                    "The books of {} to {} do not agree: {} accounts and {} billed periods differ; GET /api/v1/reconciliation"
                            + " tells of them",
                    found.from(),
                    found.to(),
                    found.differing(),
                    found.invoices().differing());
        }
        database.sql("INSERT INTO reconciliations (day, at, report) VALUES (?, ?, ?::jsonb) ON CONFLICT DO NOTHING")
                .params(Date.valueOf(today), Timestamp.from(found.at()), json.writeValueAsString(found))
                .update();
    }
}
