-- A view of the topic usage-daily, which holds absolute totals: a row is replaced by a later version of itself, so that
-- reading the topic again changes nothing. Partitioned by month; the partitions are made when they are first needed.

CREATE TABLE usage_daily (
    day               date    NOT NULL,
    key_id            text    NOT NULL,
    account_id        text    NOT NULL,
    admitted          bigint  NOT NULL,
    admitted_requests bigint  NOT NULL,
    refused_requests  bigint  NOT NULL,
    outcomes          jsonb   NOT NULL,
    last_used_at      timestamptz,
    -- The version: where in request-events the last batch lies that this row counts.
    log_partition     integer NOT NULL,
    log_offset        bigint  NOT NULL,
    PRIMARY KEY (day, key_id)
) PARTITION BY RANGE (day);

CREATE INDEX usage_daily_by_key ON usage_daily (key_id, day);
CREATE INDEX usage_daily_by_account ON usage_daily (account_id, day);

CREATE TABLE usage_hourly (
    day               date     NOT NULL,
    hour              smallint NOT NULL,
    key_id            text     NOT NULL,
    account_id        text     NOT NULL,
    admitted          bigint   NOT NULL,
    admitted_requests bigint   NOT NULL,
    refused_requests  bigint   NOT NULL,
    PRIMARY KEY (day, key_id, hour)
) PARTITION BY RANGE (day);

CREATE INDEX usage_hourly_by_key ON usage_hourly (key_id, day);
CREATE INDEX usage_hourly_by_account ON usage_hourly (account_id, day);

CREATE TABLE usage_routes (
    day               date   NOT NULL,
    key_id            text   NOT NULL,
    route             text   NOT NULL,
    admitted          bigint NOT NULL,
    admitted_requests bigint NOT NULL,
    refused_requests  bigint NOT NULL,
    PRIMARY KEY (day, key_id, route)
) PARTITION BY RANGE (day);

-- All that a key was ever admitted for, kept by difference in the same transaction as its days.
CREATE TABLE key_usage (
    key_id       text PRIMARY KEY,
    usage_count  bigint NOT NULL,
    last_used_at timestamptz
);

CREATE FUNCTION ensure_usage_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    -- Two processes may need the same month at the same moment.
    PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_month'));
    FOREACH parent IN ARRAY ARRAY['usage_daily', 'usage_hourly', 'usage_routes'] LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
            parent || '_' || to_char(month, 'YYYYMM'), parent, month, month + interval '1 month');
    END LOOP;
END $$;
