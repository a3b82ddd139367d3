-- Up to when each partition of usage-daily is in the tables.

CREATE TABLE usage_progress (
    partition   integer PRIMARY KEY,
    complete_at timestamptz NOT NULL
);
