-- Keys that were made elsewhere, brought here by their hashes.
CREATE TABLE imports (
    id         text PRIMARY KEY,
    state      text        NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'interrupted')),
    -- What the hashes hang on; null for SHA-256 alone.
    pepper_id  integer CHECK (pepper_id > 0),
    -- How many rows have been looked at, and what became of them.
    rows       bigint      NOT NULL DEFAULT 0,
    imported   bigint      NOT NULL DEFAULT 0,
    known      bigint      NOT NULL DEFAULT 0,
    refused    bigint      NOT NULL DEFAULT 0,
    created_by text        NOT NULL,
    created_at timestamptz NOT NULL,
    -- When it was last at work; one that has stood still for long has been cut off.
    seen_at    timestamptz NOT NULL,
    ended_at   timestamptz
);

CREATE TABLE import_refusals (
    import_id text   NOT NULL REFERENCES imports,
    row       bigint NOT NULL,
    why       text   NOT NULL,
    PRIMARY KEY (import_id, row)
);

-- The import that brought a key, of the table imports; null for those that were made here. Not looked up for each of a million.
ALTER TABLE api_keys
    ADD COLUMN import_id text;

-- Most keys are not replaced.
ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_replaced_by_key;
CREATE UNIQUE INDEX api_keys_replaced_by ON api_keys (replaced_by) WHERE replaced_by IS NOT NULL;
