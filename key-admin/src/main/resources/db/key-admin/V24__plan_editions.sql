-- Other limits of a plan from some days on: the last of those that have begun, and are for an account, holds; else the plan's own.
CREATE TABLE plan_editions (
    plan_id          text    NOT NULL REFERENCES plans,
    number           integer NOT NULL CHECK (number > 0),
    -- Of the plan, when this was said or changed last.
    version          bigint  NOT NULL,
    effective_from   date    NOT NULL,
    -- false: it is for those alone who come to the plan when it has begun.
    for_existing     boolean NOT NULL,
    daily_limit      bigint,
    burst_per_second bigint,
    max_keys         bigint,
    PRIMARY KEY (plan_id, number)
);

-- When an account came to its plan.
ALTER TABLE accounts ADD COLUMN plan_since date NOT NULL DEFAULT '1970-01-01';

UPDATE accounts SET plan_since = came.day
FROM (SELECT account_id, (max(since) AT TIME ZONE 'UTC')::date AS day
      FROM (SELECT account_id, since, plan_id, lag(plan_id) OVER (PARTITION BY account_id ORDER BY since) AS before
            FROM subscriptions) AS phases
      WHERE plan_id IS DISTINCT FROM before GROUP BY account_id) AS came
WHERE came.account_id = accounts.id;
