-- What plans cost, who had which when, and what was billed. Of all this, what has been said is never changed.

-- The price with the highest version that has begun holds, for those whom it is for.
CREATE TABLE plan_prices (
    plan_id        text        NOT NULL REFERENCES plans,
    version        integer     NOT NULL CHECK (version > 0),
    effective_from date        NOT NULL,
    -- false: it is for those alone who come to the plan when it has begun.
    for_existing   boolean     NOT NULL,
    terms          jsonb       NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (plan_id, version)
);

-- Which plan an account had since when, until the next row, and whether it was active.
CREATE TABLE subscriptions (
    account_id text        NOT NULL REFERENCES accounts,
    since      timestamptz NOT NULL,
    plan_id    text        NOT NULL REFERENCES plans,
    in_force   boolean     NOT NULL,
    PRIMARY KEY (account_id, since)
);

-- What is to happen when the billing period ends: another plan, or, without one, the end.
CREATE TABLE planned_changes (
    account_id text PRIMARY KEY REFERENCES accounts,
    at         timestamptz NOT NULL,
    plan_id    text REFERENCES plans
);

CREATE INDEX planned_changes_by_time ON planned_changes (at);

CREATE TABLE billing_accounts (
    account_id     text PRIMARY KEY REFERENCES accounts,
    -- The day from which its billing periods are counted.
    anchor         date          NOT NULL,
    tax_percent    numeric(7, 4) NOT NULL CHECK (tax_percent BETWEEN 0 AND 100),
    -- From which total of a period on somebody wants a word; null for none.
    spend_alert    numeric CHECK (spend_alert > 0),
    -- Where its first period that was not billed yet begins and ends; null when there is nothing more to bill.
    unbilled_from  date,
    unbilled_until date
);

CREATE INDEX billing_accounts_alerted ON billing_accounts (account_id) WHERE spend_alert IS NOT NULL;
CREATE INDEX billing_accounts_due ON billing_accounts (unbilled_until, account_id) WHERE unbilled_until IS NOT NULL;

CREATE TABLE invoices (
    number         bigint PRIMARY KEY,
    account_id     text          NOT NULL REFERENCES accounts,
    account_name   text          NOT NULL,
    period_from    date          NOT NULL,
    period_until   date          NOT NULL,
    currency       text          NOT NULL,
    tax_percent    numeric(7, 4) NOT NULL,
    subtotal       numeric       NOT NULL,
    tax            numeric       NOT NULL,
    total          numeric       NOT NULL,
    -- What was paid of it from credits.
    credited       numeric       NOT NULL,
    -- All that the account was admitted for in the period.
    admitted       bigint        NOT NULL,
    complete_until timestamptz   NOT NULL,
    finalised_at   timestamptz   NOT NULL,
    UNIQUE (account_id, period_from, currency)
);

CREATE TABLE invoice_lines (
    number        bigint      NOT NULL REFERENCES invoices,
    line          integer     NOT NULL,
    kind          text        NOT NULL,
    plan_id       text,
    plan_name     text,
    price_version integer,
    begins_at     timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,
    -- What an account was admitted for; null where a line is not about that.
    admitted      bigint,
    quantity      bigint,
    unit_price    numeric,
    flat_price    numeric,
    amount        numeric     NOT NULL,
    PRIMARY KEY (number, line)
);

-- Read and raised in the transaction that makes invoices, whose rows it locks out: so no number is missing, or is there twice.
CREATE TABLE invoice_numbers (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    last     bigint NOT NULL
);

INSERT INTO invoice_numbers (last) VALUES (0);

CREATE TABLE credits (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id text        NOT NULL REFERENCES accounts,
    currency   text        NOT NULL,
    amount     numeric     NOT NULL,
    reason     text        NOT NULL,
    at         timestamptz NOT NULL
);

CREATE INDEX credits_by_account ON credits (account_id, id);

-- What each day's comparison of the books has found.
CREATE TABLE reconciliations (
    day    date PRIMARY KEY,
    at     timestamptz NOT NULL,
    report jsonb       NOT NULL
);

-- The audit log knows which plan each account had until now.
INSERT INTO subscriptions (account_id, since, plan_id, in_force)
SELECT account_id, since, plan_id, in_force
FROM (SELECT account_id, since, plan_id, in_force,
             (plan_id, in_force) IS NOT DISTINCT FROM lag((plan_id, in_force)) OVER (PARTITION BY account_id ORDER BY since) AS same
      FROM (SELECT DISTINCT ON (object_id, at) object_id AS account_id, at AS since, after ->> 'plan' AS plan_id,
                   after ->> 'state' = 'active' AS in_force
            FROM audit_log
            WHERE object_type = 'account' AND action IN ('account.created', 'account.changed', 'account.deleted')
              AND object_id IN (SELECT id FROM accounts) AND after ->> 'plan' IN (SELECT id FROM plans)
            ORDER BY object_id, at, id DESC) AS told) AS told
WHERE NOT same;

INSERT INTO subscriptions (account_id, since, plan_id, in_force)
SELECT id, created_at, plan_id, state = 'active' FROM accounts WHERE id NOT IN (SELECT account_id FROM subscriptions);

INSERT INTO billing_accounts (account_id, anchor, tax_percent, unbilled_from, unbilled_until)
SELECT id, (created_at AT TIME ZONE 'UTC')::date, 0, (created_at AT TIME ZONE 'UTC')::date,
       (created_at AT TIME ZONE 'UTC')::date + interval '1 month'
FROM accounts;
