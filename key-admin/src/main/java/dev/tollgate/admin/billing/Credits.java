package dev.tollgate.admin.billing;

import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What accounts need not pay: it is taken from the totals of invoices, the oldest first, until it is used up. */
@Component
final class Credits {
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final InvoiceDrafts drafts;
    private final AuditLog audit;
    private final Clock clock;

    Credits(
            JdbcClient database,
            TransactionTemplate transactions,
            Accounts accounts,
            InvoiceDrafts drafts,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.accounts = accounts;
        this.drafts = drafts;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A credit, as the API shows it.
     *
     * @param amount above zero
     */
    record Credit(long id, String currency, String amount, String reason, Instant at) {}

    /** An account's, the latest first. */
    List<Credit> of(String accountId, int most) {
        return database.sql("SELECT id, currency, amount, reason, at FROM credits WHERE account_id = ?"
                        + " ORDER BY id DESC LIMIT ?")
                .params(accountId, most)
                .query((row, n) -> new Credit(
                        row.getLong("id"),
                        row.getString("currency"),
                        row.getBigDecimal("amount").toPlainString(),
                        row.getString("reason"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /** What is left of an account's, by currency. */
    Map<String, String> left(String accountId) {
        Map<String, String> left = new TreeMap<>();
        drafts.credits(List.of(accountId)).getOrDefault(accountId, Map.of()).forEach((currency, amount) -> {
            if (amount.signum() > 0) {
                left.put(currency, amount.toPlainString());
            }
        });
        return left;
    }

    /** Gives an account something. */
    Credit give(String accountId, String currency, BigDecimal amount, String reason) {
        return Objects.requireNonNull(transactions.execute(status -> {
            accounts.lock(accountId);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            long id = database.sql("INSERT INTO credits (account_id, currency, amount, reason, at)"
                            + " VALUES (?, ?, ?, ?, ?) RETURNING id")
                    .params(accountId, currency, amount, reason, Timestamp.from(now))
                    .query(Long.class)
                    .single();
            audit.record(
                    "account.credited",
                    "account",
                    accountId,
                    null,
                    Map.of("currency", currency, "amount", amount.toPlainString(), "reason", reason));
            return new Credit(id, currency, amount.toPlainString(), reason, now);
        }));
    }
}
