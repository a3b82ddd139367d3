-- When a day was last counted, by the log's own time: reading the log again says the same.
ALTER TABLE usage_daily ADD COLUMN counted_at timestamptz;
ALTER TABLE account_usage_daily ADD COLUMN counted_at timestamptz;

-- What somebody has said of a day that was counted otherwise. Added to what was counted wherever that is billed, and only ever
-- added to.
CREATE TABLE usage_corrections (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id text        NOT NULL REFERENCES accounts,
    key_id     text        NOT NULL REFERENCES api_keys,
    day        date        NOT NULL,
    requests   bigint      NOT NULL CHECK (requests <> 0),
    author     text        NOT NULL,
    reason     text        NOT NULL,
    at         timestamptz NOT NULL
);

CREATE INDEX usage_corrections_by_account ON usage_corrections (account_id, day);
CREATE INDEX usage_corrections_by_key ON usage_corrections (key_id, day);

-- What is billed, in parts that are to be summed up.
CREATE VIEW billable_by_account AS
SELECT account_id, day, admitted FROM account_usage_daily
UNION ALL
SELECT account_id, day, requests FROM usage_corrections;

CREATE VIEW billable_by_key AS
SELECT account_id, day, key_id, admitted FROM usage_daily
UNION ALL
SELECT account_id, day, key_id, requests FROM usage_corrections;

-- A part of all that an account pays for some periods. Never changed.
CREATE TABLE coupons (
    code         text PRIMARY KEY,
    percent_off  numeric(7, 4) NOT NULL CHECK (percent_off > 0 AND percent_off <= 100),
    -- For how many billing periods; null for all that follow.
    periods      integer CHECK (periods > 0),
    -- The last day on which it may be redeemed; null for any.
    redeem_until date,
    at           timestamptz   NOT NULL
);

-- It is for the periods that begin on the first of these days, or behind it, and before the second.
CREATE TABLE redemptions (
    account_id text        NOT NULL REFERENCES accounts,
    code       text        NOT NULL REFERENCES coupons,
    from_day   date        NOT NULL,
    until_day  date,
    at         timestamptz NOT NULL,
    PRIMARY KEY (account_id, code)
);

ALTER TABLE invoice_lines ADD COLUMN coupon text;
ALTER TABLE invoice_lines ADD COLUMN percent_off numeric(7, 4);
