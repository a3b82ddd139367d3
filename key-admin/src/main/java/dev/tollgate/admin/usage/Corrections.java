package dev.tollgate.admin.usage;

import dev.tollgate.admin.access.Caller;
import dev.tollgate.admin.access.KeyOwners;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.ProblemException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What people have said of usage that was counted otherwise than it should have been. What was counted stays; a correction is
 * added to it wherever it is billed, and is itself corrected by another one.
 */
@Component
final class Corrections {
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final KeyOwners owners;
    private final AuditLog audit;
    private final Clock clock;

    Corrections(
            JdbcClient database,
            TransactionTemplate transactions,
            Accounts accounts,
            KeyOwners owners,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.accounts = accounts;
        this.owners = owners;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A correction, as the API shows it.
     *
     * @param day the UTC day that it is about
     * @param requests how many more were admitted than were counted, by their cost; below zero for fewer
     * @param author who said so, as the audit log names them
     */
    record Correction(long id, String keyId, LocalDate day, long requests, String author, String reason, Instant at) {}

    /** An account's of some days, the latest first. */
    List<Correction> of(String accountId, LocalDate from, LocalDate to, int most) {
        return database.sql("SELECT id, key_id, day, requests, author, reason, at FROM usage_corrections"
                        + " WHERE account_id = ? AND day BETWEEN ? AND ? ORDER BY id DESC LIMIT ?")
                .params(accountId, Date.valueOf(from), Date.valueOf(to), most)
                .query((row, n) -> new Correction(
                        row.getLong("id"),
                        row.getString("key_id"),
                        row.getDate("day").toLocalDate(),
                        row.getLong("requests"),
                        row.getString("author"),
                        row.getString("reason"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /**
     * Corrects a day of a key of an account.
     *
     * @throws ProblemException if the account has no such key, the day is not over, or less than nothing would be left of it
     */
    Correction correct(String accountId, String keyId, LocalDate day, long requests, String reason) {
        return Objects.requireNonNull(transactions.execute(status -> {
            accounts.lock(accountId);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            if (!accountId.equals(owners.accountOf(keyId).orElse(null))) {
                throw invalid("key_id", "is none of the account's keys");
            }
            if (!day.isBefore(now.atOffset(ZoneOffset.UTC).toLocalDate())) {
                throw invalid("day", "must be over, in UTC");
            }
            if (day.isBefore(firstDayOf(keyId))) {
                throw invalid("day", "must not lie before the key was made");
            }
            long known = billableOn(keyId, day);
            if (known + requests < 0) {
                throw invalid(
                        "requests", "must leave no less than nothing: " + known + " are known of the key on that day");
            }
            String author = Caller.currentActor();
            long id = database.sql(
                            "INSERT INTO usage_corrections (account_id, key_id, day, requests, author, reason, at)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id")
                    .params(accountId, keyId, Date.valueOf(day), requests, author, reason, Timestamp.from(now))
                    .query(Long.class)
                    .single();
            audit.record(
                    "usage.corrected",
                    "key",
                    keyId,
                    Map.of("day", day.toString(), "requests", known),
                    Map.of("day", day.toString(), "requests", known + requests, "reason", reason));
            return new Correction(id, keyId, day, requests, author, reason, now);
        }));
    }

    private LocalDate firstDayOf(String keyId) {
        return database.sql("SELECT created_at FROM api_keys WHERE id = ?")
                .param(keyId)
                .query((row, n) -> row.getTimestamp("created_at")
                        .toInstant()
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate())
                .single();
    }

    private long billableOn(String keyId, LocalDate day) {
        return database.sql(
                        "SELECT coalesce(sum(admitted), 0)::bigint FROM billable_by_key WHERE key_id = ? AND day = ?")
                .params(keyId, Date.valueOf(day))
                .query(Long.class)
                .single();
    }

    private static ProblemException invalid(String field, String message) {
        return ProblemException.invalid(List.of(new FieldError(field, message)));
    }
}
