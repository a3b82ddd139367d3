package dev.tollgate.admin.billing;

import dev.tollgate.admin.account.Account;
import dev.tollgate.admin.account.Accounts;
import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.ProblemException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What is to happen to an account when its billing period ends: a downgrade, or the end. */
@Component
final class PlannedChanges {
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Accounts accounts;
    private final Plans plans;
    private final Subscriptions subscriptions;
    private final BilledAccounts billed;
    private final AuditLog audit;
    private final Clock clock;

    PlannedChanges(
            JdbcClient database,
            TransactionTemplate transactions,
            Accounts accounts,
            Plans plans,
            Subscriptions subscriptions,
            BilledAccounts billed,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.accounts = accounts;
        this.plans = plans;
        this.subscriptions = subscriptions;
        this.billed = billed;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A planned change.
     *
     * @param at when the period ends
     * @param plan the next plan; null if the account is suspended
     */
    record PlannedChange(Instant at, @Nullable String plan) {}

    /** What is planned for an account. */
    Optional<PlannedChange> of(String accountId) {
        return database.sql("SELECT at, plan_id FROM planned_changes WHERE account_id = ?")
                .param(accountId)
                .query((row, n) -> new PlannedChange(row.getTimestamp("at").toInstant(), row.getString("plan_id")))
                .optional();
    }

    /**
     * Plans a change for the end of the current period, in the place of what was planned.
     *
     * @param plan the next plan; null to suspend the account
     * @throws ProblemException if the account or the plan is not there
     */
    void plan(String accountId, @Nullable String plan) {
        if (plan != null && plans.find(plan).isEmpty()) {
            throw ProblemException.invalid(
                    List.of(new FieldError("planned.plan", "is not known; GET /api/v1/plans lists those that are")));
        }
        transactions.executeWithoutResult(status -> {
            accounts.lock(accountId);
            Instant end = currentPeriod(billed.get(accountId)).end();
            database.sql("INSERT INTO planned_changes (account_id, at, plan_id) VALUES (?, ?, ?)"
                            + " ON CONFLICT (account_id) DO UPDATE SET at = excluded.at, plan_id = excluded.plan_id")
                    .params(Arrays.asList(accountId, Timestamp.from(end), plan))
                    .update();
            audit.record(
                    "account.change_planned",
                    "account",
                    accountId,
                    null,
                    Map.of("at", end.toString(), "then", plan == null ? "suspended" : plan));
        });
    }

    /** Has nothing happen. */
    void withdraw(String accountId) {
        transactions.executeWithoutResult(status -> {
            accounts.lock(accountId);
            if (remove(accountId)) {
                audit.record("account.change_withdrawn", "account", accountId, null, null);
            }
        });
    }

    /** The billing period that it is now. */
    BillingPeriod currentPeriod(BilledAccount account) {
        return account.cycle().periodOf(clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
    }

    /** Does what is due, each in a transaction of its own. It counts from when it was planned for. */
    void carryOutDue() {
        List<String> due = database.sql("SELECT account_id FROM planned_changes WHERE at <= ? ORDER BY at, account_id")
                .param(Timestamp.from(clock.instant()))
                .query(String.class)
                .list();
        due.forEach(account -> transactions.executeWithoutResult(status -> carryOut(account)));
    }

    private void carryOut(String accountId) {
        List<Account> locked = accounts.lockAll(List.of(accountId));
        Optional<PlannedChange> planned =
                of(accountId).filter(change -> !change.at().isAfter(clock.instant()));
        // Another instance may have been faster, and the account may be gone.
        if (planned.isEmpty() || !remove(accountId) || locked.stream().anyMatch(Account::isDeleted)) {
            return;
        }
        Instant changedBefore = lastChange(accountId);
        String plan = planned.get().plan();
        if (plan == null) {
            accounts.suspend(accountId);
        } else {
            accounts.changePlan(accountId, plan);
        }
        Instant at = planned.get().at();
        if (changedBefore.isBefore(at) && lastChange(accountId).isAfter(at)) {
            subscriptions.lastCountsFrom(accountId, at);
        }
    }

    private Instant lastChange(String accountId) {
        List<Stretch.Phase> history =
                subscriptions.histories(List.of(accountId)).getOrDefault(accountId, List.of());
        return history.isEmpty()
                ? Instant.EPOCH
                : history.get(history.size() - 1).since();
    }

    private boolean remove(String accountId) {
        return database.sql("DELETE FROM planned_changes WHERE account_id = ?")
                        .param(accountId)
                        .update()
                > 0;
    }
}
