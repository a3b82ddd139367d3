-- What people look at most, added up: what it says is always the sum of the rows of keys, for it is changed by the same
-- statement, by the same difference. An account may have any number of keys, and a page no more time for it.

CREATE TABLE key_usage_monthly (
    account_id        text   NOT NULL,
    month             date   NOT NULL,
    key_id            text   NOT NULL,
    admitted          bigint NOT NULL,
    admitted_requests bigint NOT NULL,
    refused_requests  bigint NOT NULL,
    PRIMARY KEY (account_id, month, key_id)
);

CREATE TABLE account_usage_daily (
    account_id        text   NOT NULL,
    day               date   NOT NULL,
    keys              bigint NOT NULL,
    admitted          bigint NOT NULL,
    admitted_requests bigint NOT NULL,
    refused_requests  bigint NOT NULL,
    PRIMARY KEY (account_id, day)
);

CREATE INDEX account_usage_daily_by_day ON account_usage_daily (day);

CREATE TABLE account_usage_outcomes (
    account_id text   NOT NULL,
    day        date   NOT NULL,
    outcome    text   NOT NULL,
    requests   bigint NOT NULL,
    PRIMARY KEY (account_id, day, outcome)
);

CREATE TABLE account_usage_hourly (
    account_id        text     NOT NULL,
    day               date     NOT NULL,
    hour              smallint NOT NULL,
    admitted          bigint   NOT NULL,
    admitted_requests bigint   NOT NULL,
    refused_requests  bigint   NOT NULL,
    PRIMARY KEY (account_id, day, hour)
);

CREATE TABLE account_usage_routes (
    account_id        text   NOT NULL,
    day               date   NOT NULL,
    route             text   NOT NULL,
    admitted          bigint NOT NULL,
    admitted_requests bigint NOT NULL,
    refused_requests  bigint NOT NULL,
    PRIMARY KEY (account_id, day, route)
);

INSERT INTO key_usage_monthly
SELECT account_id, date_trunc('month', day)::date, key_id, sum(admitted), sum(admitted_requests), sum(refused_requests)
FROM usage_daily GROUP BY 1, 2, 3;

INSERT INTO account_usage_daily
SELECT account_id, day, count(*), sum(admitted), sum(admitted_requests), sum(refused_requests)
FROM usage_daily GROUP BY 1, 2;

INSERT INTO account_usage_outcomes
SELECT account_id, day, outcome.key, sum(outcome.value::bigint)
FROM usage_daily, jsonb_each_text(outcomes) AS outcome GROUP BY 1, 2, 3;

INSERT INTO account_usage_hourly
SELECT account_id, day, hour, sum(admitted), sum(admitted_requests), sum(refused_requests)
FROM usage_hourly GROUP BY 1, 2, 3;

INSERT INTO account_usage_routes
SELECT account_id, day, route, sum(admitted), sum(admitted_requests), sum(refused_requests)
FROM usage_routes GROUP BY 1, 2, 3;

-- Of these, accounts are not asked any more.
DROP INDEX usage_hourly_by_account;
DROP INDEX usage_routes_by_account;
