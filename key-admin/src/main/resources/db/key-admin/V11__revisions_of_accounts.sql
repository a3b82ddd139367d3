-- Grows by one with each change.
ALTER TABLE accounts
    ADD COLUMN revision bigint NOT NULL DEFAULT 1;
