-- What was reported beside requests: tokens, bytes, costs. A view of usage-daily, as the other tables of usage are.

CREATE TABLE usage_meters (
    day        date    NOT NULL,
    key_id     text    NOT NULL,
    account_id text    NOT NULL,
    meter      text    NOT NULL,
    amount     numeric NOT NULL,
    reports    bigint  NOT NULL,
    PRIMARY KEY (day, key_id, meter)
) PARTITION BY RANGE (day);

CREATE INDEX usage_meters_by_key ON usage_meters (key_id, day);

CREATE TABLE account_usage_meters (
    account_id text    NOT NULL,
    day        date    NOT NULL,
    meter      text    NOT NULL,
    amount     numeric NOT NULL,
    reports    bigint  NOT NULL,
    PRIMARY KEY (account_id, day, meter)
);

CREATE OR REPLACE FUNCTION ensure_usage_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    -- Two processes may need the same month at the same moment.
    PERFORM pg_advisory_xact_lock(hashtext('tollgate.usage_month'));
    FOREACH parent IN ARRAY ARRAY['usage_daily', 'usage_hourly', 'usage_routes', 'usage_meters'] LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
            parent || '_' || to_char(month, 'YYYYMM'), parent, month, month + interval '1 month');
    END LOOP;
END $$;

-- What is replaced has the rights of who calls it, if nobody says otherwise.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION ensure_usage_month(date) SECURITY DEFINER SET search_path = %I, pg_temp', current_schema());
END
$$;
