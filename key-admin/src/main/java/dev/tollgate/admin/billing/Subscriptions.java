package dev.tollgate.admin.billing;

import dev.tollgate.admin.account.AccountChanged;
import dev.tollgate.admin.billing.Stretch.Phase;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which plan each account had since when: written down in the transaction that changes the account. */
@Component
final class Subscriptions implements AccountChanged {
    /** Each later than the one before, also where the clock was set back. */
    private static final String NOTE = """
            INSERT INTO subscriptions (account_id, since, plan_id, in_force)
            SELECT a.id, CASE WHEN last.since IS NULL THEN a.created_at ELSE greatest(?, last.since + interval '1 millisecond') END,
                   a.plan_id, a.state = 'active'
            FROM accounts a LEFT JOIN LATERAL (
                SELECT * FROM subscriptions WHERE account_id = a.id ORDER BY since DESC LIMIT 1) AS last ON true
            WHERE a.id = ? AND (last.since IS NULL OR last.plan_id <> a.plan_id OR last.in_force <> (a.state = 'active'))
            """;

    private static final String BEGIN = """
            INSERT INTO billing_accounts (account_id, anchor, tax_percent, unbilled_from, unbilled_until)
            SELECT id, day, 0, day, day + interval '1 month'
            FROM (SELECT id, (created_at AT TIME ZONE 'UTC')::date AS day FROM accounts WHERE id = ?) AS account
            ON CONFLICT DO NOTHING
            """;

    /** Who gives an account another plan has changed their mind about the one that was to come. */
    private static final String FORGET_PLANNED = """
            DELETE FROM planned_changes WHERE account_id = ? AND (
                SELECT count(DISTINCT plan_id)
                FROM (SELECT plan_id FROM subscriptions WHERE account_id = ? ORDER BY since DESC LIMIT 2) AS latest) = 2
            """;

    private final JdbcClient database;
    private final Clock clock;

    Subscriptions(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void accountChanged(String accountId) {
        database.sql(BEGIN).param(accountId).update();
        int noted = database.sql(NOTE)
                .params(Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MILLIS)), accountId)
                .update();
        if (noted > 0) {
            database.sql(FORGET_PLANNED).params(accountId, accountId).update();
        }
    }

    /** The plan that an account has since the last change of it counts from {@code moment} on, at which it was planned. */
    void lastCountsFrom(String accountId, Instant moment) {
        database.sql("UPDATE subscriptions SET since = ? WHERE account_id = ? AND since ="
                        + " (SELECT max(since) FROM subscriptions WHERE account_id = ?)")
                .params(Timestamp.from(moment), accountId, accountId)
                .update();
    }

    /** The phases of accounts, each account's in the order of time. */
    Map<String, List<Phase>> histories(Collection<String> accountIds) {
        Map<String, List<Phase>> histories = new HashMap<>();
        database.sql("SELECT account_id, since, plan_id, in_force FROM subscriptions WHERE account_id = ANY (?)"
                        + " ORDER BY account_id, since")
                .param(accountIds.toArray(String[]::new))
                .query((RowCallbackHandler) row -> histories
                        .computeIfAbsent(row.getString("account_id"), id -> new ArrayList<>())
                        .add(new Phase(
                                row.getTimestamp("since").toInstant(),
                                row.getString("plan_id"),
                                row.getBoolean("in_force"))));
        return histories;
    }
}
