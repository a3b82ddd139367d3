-- How each gateway said it was, last. A gateway that takes its leave is deleted; one that was killed is seen to be silent.
CREATE TABLE gateways (
    gateway text PRIMARY KEY,
    -- By the broker's clock.
    said_at timestamptz NOT NULL,
    -- A GatewayStatus, as it came.
    status  bytea       NOT NULL
);

-- Hours in which a key was used far more than it usually is.
CREATE TABLE unusual_hours (
    key_id     text             NOT NULL REFERENCES api_keys,
    hour       timestamptz      NOT NULL,
    requests   bigint           NOT NULL,
    -- What is usual: the median, and the most, of the hours of the four weeks before in which it was used.
    median     bigint           NOT NULL,
    peak       bigint           NOT NULL,
    score      double precision NOT NULL,
    PRIMARY KEY (key_id, hour)
);

CREATE INDEX unusual_hours_by_hour ON unusual_hours (hour);

-- Few keys have a limit of their own.
CREATE INDEX api_keys_with_limit ON api_keys (account_id) WHERE daily_limit IS NOT NULL;
