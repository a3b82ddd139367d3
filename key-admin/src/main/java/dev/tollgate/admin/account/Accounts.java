package dev.tollgate.admin.account;

import dev.tollgate.admin.audit.AuditLog;
import dev.tollgate.admin.plan.Plans;
import dev.tollgate.admin.sql.Containing;
import dev.tollgate.admin.web.FieldError;
import dev.tollgate.admin.web.Ids;
import dev.tollgate.admin.web.Page;
import dev.tollgate.admin.web.Precondition;
import dev.tollgate.admin.web.ProblemException;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The accounts. Whoever changes one, or one of its keys, locks it first: so all that is published of it is in order. */
@Component
public final class Accounts {
    private static final String COLUMNS =
            "id, name, plan_id, plan_since, state, override_daily_limit, override_expires_at, shadow, created_at, revision";

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Plans plans;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;
    private final ObjectProvider<AccountChanged> listeners;

    Accounts(
            JdbcClient database,
            TransactionTemplate transactions,
            Plans plans,
            AuditLog audit,
            Ids ids,
            Clock clock,
            ObjectProvider<AccountChanged> listeners) {
        this.database = database;
        this.transactions = transactions;
        this.plans = plans;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.listeners = listeners;
    }

    /** The account with that id, deleted ones included. */
    public Optional<Account> find(String id) {
        return database.sql("SELECT " + COLUMNS + " FROM accounts WHERE id = ?")
                .param(id)
                .query(Accounts::read)
                .optional();
    }

    /** The account with that id, locked until the transaction ends; a deleted one is as good as none. */
    public Account lock(String id) {
        return database.sql("SELECT " + COLUMNS + " FROM accounts WHERE id = ? FOR UPDATE")
                .param(id)
                .query(Accounts::read)
                .optional()
                .filter(account -> !account.isDeleted())
                .orElseThrow(() -> ProblemException.notFound("The account is not there, or has been deleted."));
    }

    /** The accounts with these ids, deleted ones included, locked in the order of their ids. */
    public List<Account> lockAll(List<String> ids) {
        return database.sql("SELECT " + COLUMNS + " FROM accounts WHERE id = ANY (?) ORDER BY id FOR UPDATE")
                .param(ids.toArray(String[]::new))
                .query(Accounts::read)
                .list();
    }

    /** Ids of accounts behind {@code after}, deleted ones included, in order. */
    public List<String> idsAfter(String after, int limit) {
        return database.sql("SELECT id FROM accounts WHERE id > ? ORDER BY id LIMIT ?")
                .params(after, limit)
                .query(String.class)
                .list();
    }

    Page<Account> list(Page.Request request) {
        return search("", request);
    }

    /** Those with that in their names or ids, whether in capitals or not. */
    Page<Account> search(String text, Page.Request request) {
        List<Account> found = database.sql("SELECT " + COLUMNS + " FROM accounts WHERE id > ? AND state <> 'deleted'"
                        + " AND search_text LIKE lower(?) ORDER BY id LIMIT ?")
                .params(request.after(), Containing.pattern(text.strip()), request.limit() + 1)
                .query(Accounts::read)
                .list();
        return Page.of(found, request, Account::id);
    }

    Account create(String name, String plan, boolean shadow) {
        requirePlan(plan);
        Account account = new Account(
                ids.next("acc"),
                name,
                plan,
                today(),
                Account.ACTIVE,
                null,
                shadow,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                1);
        transactions.executeWithoutResult(status -> {
            database.sql(
                            "INSERT INTO accounts (id, name, plan_id, plan_since, state, shadow, created_at, plan_assignment)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, 1)")
                    .params(
                            account.id(),
                            name,
                            plan,
                            Date.valueOf(account.planSince()),
                            account.state(),
                            shadow,
                            Timestamp.from(account.createdAt()))
                    .update();
            audit.record("account.created", "account", account.id(), null, account.terms());
            listeners.forEach(listener -> listener.accountChanged(account.id()));
        });
        return account;
    }

    /**
     * Changes an account, if it is still the one that {@code expected} knows.
     *
     * @throws ProblemException if it is not, or is gone, or its new plan is not there
     */
    Account change(String id, Precondition expected, UnaryOperator<Account> change) {
        return Objects.requireNonNull(transactions.execute(status -> {
            Account before = lock(id);
            expected.check(before.revision());
            Account changed = change.apply(before);
            if (changed.equals(before)) {
                return before;
            }
            Account after = changed.nextRevision();
            if (!after.plan().equals(before.plan())) {
                requirePlan(after.plan());
                after = after.cameToItsPlan(today());
            }
            update(before, after);
            audit.record(
                    after.isDeleted() ? "account.deleted" : "account.changed",
                    "account",
                    id,
                    before.terms(),
                    after.terms());
            listeners.forEach(listener -> listener.accountChanged(id));
            return after;
        }));
    }

    private void update(Account before, Account after) {
        LimitOverride override = after.dailyLimitOverride();
        boolean newLimit =
                !after.plan().equals(before.plan()) || !Objects.equals(override, before.dailyLimitOverride());
        database.sql(
                        "UPDATE accounts SET name = ?, plan_id = ?, plan_since = ?, state = ?, override_daily_limit = ?,"
                                + " override_expires_at = ?, shadow = ?, plan_assignment = plan_assignment + ?, revision = ? WHERE id = ?")
                .params(Arrays.asList(
                        after.name(),
                        after.plan(),
                        Date.valueOf(after.planSince()),
                        after.state(),
                        override == null ? null : override.dailyLimit(),
                        override == null ? null : Timestamp.from(override.expiresAt()),
                        after.shadow(),
                        newLimit ? 1 : 0,
                        after.revision(),
                        after.id()))
                .update();
    }

    /** Gives an account another plan, if it has not been deleted. */
    public void changePlan(String id, String plan) {
        change(id, Precondition.NONE, account -> account.withPlan(plan));
    }

    /** Suspends an account, if it has not been deleted: the gates refuse its keys. */
    public void suspend(String id) {
        change(id, Precondition.NONE, account -> account.withState(Account.SUSPENDED));
    }

    void delete(String id, Precondition expected) {
        change(id, expected, account -> account.withState(Account.DELETED));
    }

    private LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private void requirePlan(String plan) {
        if (plans.find(plan).isEmpty()) {
            throw ProblemException.invalid(
                    List.of(new FieldError("plan", "is not known; GET /api/v1/plans lists those that are")));
        }
    }

    private static Account read(ResultSet row, int n) throws SQLException {
        Timestamp overrideEnd = row.getTimestamp("override_expires_at");
        return new Account(
                row.getString("id"),
                row.getString("name"),
                row.getString("plan_id"),
                row.getDate("plan_since").toLocalDate(),
                row.getString("state"),
                overrideEnd == null
                        ? null
                        : new LimitOverride(row.getObject("override_daily_limit", Long.class), overrideEnd.toInstant()),
                row.getBoolean("shadow"),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("revision"));
    }
}
