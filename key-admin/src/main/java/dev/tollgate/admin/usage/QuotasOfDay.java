package dev.tollgate.admin.usage;

import dev.tollgate.contracts.UtcDay;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/** Today's quotas of which at least a part is used, for statements that begin with them. */
public final class QuotasOfDay {
    /**
     * What {@code quotas} is: {@code account_id, account_name, plan, lineage} (empty where all keys of the account share the quota),
     * {@code key_id, key_name} (of the newest key), {@code used, refused, daily_limit}.
     *
     * <p>A quota is a lineage's or an account's, and its limit the lower of the account's and the key's own. First come the accounts
     * of which one may be so: all of their keys together, or one with a limit of its own. Only their keys are looked at.
     */
    public static final String SQL = """
            WITH terms AS (
                SELECT a.id, a.name, p.name AS plan, u.admitted AS used,
                       CASE WHEN a.override_expires_at > ? THEN a.override_daily_limit
                            WHEN e.number IS NULL THEN p.daily_limit ELSE e.daily_limit END AS daily_limit,
                       CASE WHEN p.quota_scope_from_day > ? THEN p.quota_scope_before ELSE p.quota_scope END AS scope
                FROM account_usage_daily u JOIN accounts a ON a.id = u.account_id JOIN plans p ON p.id = a.plan_id
                LEFT JOIN LATERAL (
                    SELECT number, daily_limit FROM plan_editions
                    WHERE plan_id = a.plan_id AND effective_from <= u.day
                      AND (for_existing OR effective_from <= a.plan_since)
                    ORDER BY number DESC LIMIT 1) AS e ON true
                WHERE u.day = ? AND a.state <> 'deleted'
            ), perhaps AS MATERIALIZED (
                SELECT * FROM terms t WHERE used >= ? * daily_limit
                    OR EXISTS (SELECT FROM api_keys k WHERE k.account_id = t.id AND k.daily_limit IS NOT NULL)
            ), every_quota AS (
                SELECT t.id AS account_id, t.name AS account_name, t.plan,
                       CASE WHEN t.scope = 'key' THEN k.lineage ELSE '' END AS lineage,
                       max(k.id) AS key_id, (array_agg(k.name ORDER BY k.id DESC))[1] AS key_name,
                       sum(d.admitted)::bigint AS used, sum(d.refused_requests)::bigint AS refused,
                       min(CASE WHEN t.scope = 'key' THEN least(t.daily_limit, k.daily_limit) ELSE t.daily_limit END)
                           AS daily_limit
                FROM perhaps t JOIN usage_daily d ON d.account_id = t.id AND d.day = ? JOIN api_keys k ON k.id = d.key_id
                GROUP BY 1, 2, 3, 4
            ), quotas AS (
                SELECT * FROM every_quota WHERE used >= ? * daily_limit
            )""";

    private QuotasOfDay() {}

    /**
     * The parameters of {@link #SQL}.
     *
     * @param part how much of a quota must be used: 0.5 for half of it
     */
    public static List<Object> parameters(Instant now, double part) {
        int epochDay = UtcDay.of(now.toEpochMilli());
        Date day = Date.valueOf(UtcDay.date(epochDay));
        return List.of(Timestamp.from(now), epochDay, day, part, day, part);
    }
}
