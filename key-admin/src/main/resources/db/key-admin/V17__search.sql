-- Text that people look for is found by its trigrams, however many keys or accounts there are. PostgreSQL trusts the owner of
-- a database with that extension.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER TABLE accounts
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(id || ' ' || name)) STORED;
CREATE INDEX accounts_search ON accounts USING gin (search_text gin_trgm_ops);

-- Ids are looked for as a whole: their trigrams would be most of the index.
ALTER TABLE api_keys
    ADD COLUMN search_text text NOT NULL
        GENERATED ALWAYS AS (lower(name || E'\n' || coalesce(description, '') || E'\n' || prefix || '…' || last_four)) STORED;
CREATE INDEX api_keys_search ON api_keys USING gin (search_text gin_trgm_ops);
