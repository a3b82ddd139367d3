-- When somebody is told: one row for all.
CREATE TABLE alert_rules (
    only_one       boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    -- Of a day's quota, ascending.
    quota_percents integer[] NOT NULL,
    expiring_days  integer   NOT NULL CHECK (expiring_days > 0),
    unused_days    integer   NOT NULL CHECK (unused_days > 0),
    behind_seconds integer   NOT NULL CHECK (behind_seconds > 0)
);

INSERT INTO alert_rules (quota_percents, expiring_days, unused_days, behind_seconds) VALUES ('{50,80,100}', 14, 90, 60);

-- What came of each attempt, the earliest first.
ALTER TABLE webhook_deliveries ADD COLUMN log jsonb NOT NULL DEFAULT '[]';
