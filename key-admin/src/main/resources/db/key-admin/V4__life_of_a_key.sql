-- What a key's owner says of it, and what became of it.

ALTER TABLE api_keys
    ADD COLUMN description text,
    ADD COLUMN metadata    jsonb  NOT NULL DEFAULT '{}',
    -- The key that it was rotated into.
    ADD COLUMN replaced_by text UNIQUE REFERENCES api_keys,
    -- Grows by one with each change.
    ADD COLUMN revision    bigint NOT NULL DEFAULT 1;

CREATE INDEX api_keys_by_lineage ON api_keys (lineage, id);
