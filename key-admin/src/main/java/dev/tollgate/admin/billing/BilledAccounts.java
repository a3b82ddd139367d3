package dev.tollgate.admin.billing;

import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.web.ProblemException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** How each account is billed, and up to when it was. */
@Component
final class BilledAccounts {
    private static final String SELECT =
            "SELECT b.account_id, a.name, a.state, b.anchor, b.tax_percent, b.unbilled_from,"
                    + " b.unbilled_until FROM billing_accounts b JOIN accounts a ON a.id = b.account_id ";

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final AuditLog audit;

    BilledAccounts(JdbcClient database, TransactionTemplate transactions, Accounts accounts, AuditLog audit) {
        this.database = database;
        this.transactions = transactions;
        this.accounts = accounts;
        this.audit = audit;
    }

    /** The account with that id, deleted ones included. */
    Optional<BilledAccount> find(String accountId) {
        return database.sql(SELECT + "WHERE b.account_id = ?")
                .param(accountId)
                .query(BilledAccounts::read)
                .optional();
    }

    /** Those accounts, deleted ones included. */
    List<BilledAccount> findAll(Collection<String> accountIds) {
        return database.sql(SELECT + "WHERE b.account_id = ANY (?)")
                .param(accountIds.toArray(String[]::new))
                .query(BilledAccounts::read)
                .list();
    }

    /** @throws ProblemException if there is no such account, or it was deleted */
    BilledAccount get(String accountId) {
        return there(find(accountId));
    }

    /**
     * As {@link #get}, locked until the transaction ends, and the account behind it. In this order: whoever makes its invoice has the
     * first and then needs the second.
     */
    private BilledAccount lock(String accountId) {
        BilledAccount locked = there(database.sql(SELECT + "WHERE b.account_id = ? FOR UPDATE OF b")
                .param(accountId)
                .query(BilledAccounts::read)
                .optional());
        accounts.lock(accountId);
        return locked;
    }

    private static BilledAccount there(Optional<BilledAccount> found) {
        return found.filter(account -> !account.gone())
                .orElseThrow(() -> ProblemException.notFound("There is no such account."));
    }

    /** Accounts behind {@code after}, in the order of their ids, that had a plan at some time between two moments. */
    List<BilledAccount> onPlan(String planId, Instant from, Instant until, String after, int most) {
        return database.sql(SELECT + "WHERE b.account_id > ? AND EXISTS (SELECT FROM (SELECT plan_id, in_force, since,"
                        + " lead(since, 1, 'infinity') OVER (ORDER BY since) AS next FROM subscriptions s"
                        + " WHERE s.account_id = b.account_id) AS phase"
                        + " WHERE plan_id = ? AND in_force AND since < ? AND next > ?) ORDER BY b.account_id LIMIT ?")
                .params(after, planId, Timestamp.from(until), Timestamp.from(from), most)
                .query(BilledAccounts::read)
                .list();
    }

    /**
     * Accounts of which a period ended on a day or before, and was not billed yet, locked until the transaction ends. Those that
     * another has locked are left to it.
     */
    List<BilledAccount> lockDue(LocalDate day, int most) {
        return database.sql(SELECT + "WHERE b.unbilled_until <= ? ORDER BY b.unbilled_until, b.account_id LIMIT ?"
                        + " FOR UPDATE OF b SKIP LOCKED")
                .params(Date.valueOf(day), most)
                .query(BilledAccounts::read)
                .list();
    }

    /** The accounts were billed for their periods: the next follow, or none do. */
    void billed(List<BilledAccount> done) {
        Date[] from = new Date[done.size()];
        Date[] until = new Date[done.size()];
        for (int i = 0; i < done.size(); i++) {
            BilledAccount account = done.get(i);
            BillingPeriod period = account.unbilled();
            if (period != null && !account.gone()) {
                BillingPeriod next = account.cycle().periodOf(period.until());
                from[i] = Date.valueOf(next.from());
                until[i] = Date.valueOf(next.until());
            }
        }
        database.sql("UPDATE billing_accounts b SET unbilled_from = done.from_day, unbilled_until = done.until_day"
                        + " FROM unnest(?::text[], ?::date[], ?::date[]) AS done (account_id, from_day, until_day)"
                        + " WHERE b.account_id = done.account_id")
                .params(done.stream().map(BilledAccount::id).toArray(String[]::new), from, until)
                .update();
    }

    /**
     * Changes how an account is billed.
     *
     * @param anchor a day from which its periods are counted; null for the one that it has
     * @param taxPercent null for what it has
     * @throws ProblemException if there is no such account, or it was billed by another day already
     */
    void change(String accountId, @Nullable LocalDate anchor, @Nullable BigDecimal taxPercent) {
        transactions.executeWithoutResult(status -> {
            BilledAccount before = lock(accountId);
            LocalDate newAnchor = anchor == null ? before.anchor() : anchor;
            BigDecimal newPercent = taxPercent == null ? before.taxPercent() : taxPercent;
            if (!newAnchor.equals(before.anchor()) && wasBilled(accountId)) {
                throw ProblemException.conflict("The account was billed already, by periods from " + before.anchor()
                        + " on. Its billing day can be changed no more.");
            }
            BillingPeriod first =
                    Objects.requireNonNull(before.unbilled(), "there is more to bill until it is deleted");
            if (!newAnchor.equals(before.anchor())) {
                first = new BillingCycle(newAnchor, BillingCycle.MONTHLY).periodOf(first.from());
            }
            database.sql(
                            "UPDATE billing_accounts SET anchor = ?, tax_percent = ?, unbilled_from = ?, unbilled_until = ?"
                                    + " WHERE account_id = ?")
                    .params(
                            Date.valueOf(newAnchor),
                            newPercent,
                            Date.valueOf(first.from()),
                            Date.valueOf(first.until()),
                            accountId)
                    .update();
            audit.record(
                    "account.billed_otherwise",
                    "account",
                    accountId,
                    terms(before.anchor(), before.taxPercent()),
                    terms(newAnchor, newPercent));
        });
    }

    /** From which totals on somebody wants a word, of accounts behind {@code after}. */
    Map<String, BigDecimal> spendAlerts(String after, int most) {
        Map<String, BigDecimal> alerts = new HashMap<>();
        database.sql(
                        "SELECT account_id, spend_alert FROM billing_accounts WHERE spend_alert IS NOT NULL AND account_id > ?"
                                + " ORDER BY account_id LIMIT ?")
                .params(after, most)
                .query((RowCallbackHandler)
                        row -> alerts.put(row.getString("account_id"), row.getBigDecimal("spend_alert")));
        return alerts;
    }

    /** From which total on somebody wants a word; null for none. */
    @Nullable
    BigDecimal spendAlert(String accountId) {
        return spendAlertOf(accountId).orElse(null);
    }

    private Optional<BigDecimal> spendAlertOf(String accountId) {
        return database.sql("SELECT spend_alert FROM billing_accounts WHERE account_id = ? AND spend_alert IS NOT NULL")
                .param(accountId)
                .query(BigDecimal.class)
                .optional();
    }

    /** @throws ProblemException if there is no such account */
    void setSpendAlert(String accountId, @Nullable BigDecimal total) {
        transactions.executeWithoutResult(status -> {
            var unused = lock(accountId);
            Optional<BigDecimal> before = spendAlertOf(accountId);
            database.sql("UPDATE billing_accounts SET spend_alert = ? WHERE account_id = ?")
                    .params(Arrays.asList(total, accountId))
                    .update();
            audit.record(
                    "account.spend_alert_set",
                    "account",
                    accountId,
                    spendAlert(before),
                    spendAlert(Optional.ofNullable(total)));
        });
    }

    private static Map<String, String> spendAlert(Optional<BigDecimal> total) {
        return Map.of("spend_alert", total.map(BigDecimal::toPlainString).orElse("none"));
    }

    private static Map<String, String> terms(LocalDate anchor, BigDecimal taxPercent) {
        return Map.of("billing_anchor", anchor.toString(), "tax_percent", taxPercent.toPlainString());
    }

    private boolean wasBilled(String accountId) {
        return database.sql("SELECT EXISTS (SELECT FROM invoices WHERE account_id = ?)")
                .param(accountId)
                .query(Boolean.class)
                .single();
    }

    private static BilledAccount read(ResultSet row, int n) throws SQLException {
        Date from = row.getDate("unbilled_from");
        return new BilledAccount(
                row.getString("account_id"),
                row.getString("name"),
                row.getDate("anchor").toLocalDate(),
                row.getBigDecimal("tax_percent"),
                from == null
                        ? null
                        : new BillingPeriod(
                                from.toLocalDate(),
                                row.getDate("unbilled_until").toLocalDate()),
                row.getString("state").equals("deleted"));
    }
}
